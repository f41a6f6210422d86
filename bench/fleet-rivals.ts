import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstall } from './debian-tool.ts';
import type { SshdFleet } from './sshd-fleet.ts';

/** Seconds of CPU (user and system) and of the clock, and how many commands answered. */
export type Took = { readonly cpuS: number; readonly wallS: number; readonly answers: number };
export type Contender = {
  readonly name: string;
  readonly look: () => Promise<Took>;
  readonly close: () => void;
};

/**
 * All commands of one host as one batch, each answer with its number and code: what one would write by hand. One after
 * the other, since side by side they mix their output, and fifty hosts keep all cores busy anyway.
 */
function batchOf(commands: readonly string[]): string {
  const script = commands.map(
    (command, i) => `{ ${command}\n} </dev/null 2>&1; printf '\\n== ${i} %s\\n' $?`,
  );
  const encoded = Buffer.from(`${script.join('\n')}\n`).toString('base64');
  // Ansible reads quotes and braces in its own way; this passes both untouched.
  return `echo ${encoded} | base64 -d | sh`;
}

/** Each in the way its manual tells: all hosts at once, and where it can be, over connections that are kept. */
export function rivalsOf(fleet: SshdFleet, commands: readonly string[]): Contender[] {
  return [...parallelSsh(fleet, batchOf(commands)), ...ansible(fleet, batchOf(commands))];
}

const options = (all: readonly string[]): string[] => all.flatMap((option) => ['-O', option]);

function parallelSsh(fleet: SshdFleet, batch: string): Contender[] {
  const program = findOrInstall('parallel-ssh', 'pssh');
  if (program === undefined) return missing('parallel-ssh');
  const list = join(fleet.folder, 'hosts');
  writeFileSync(list, fleet.hosts.map(({ address }) => `${fleet.user}@${address}:${fleet.port}\n`).join(''));
  const count = String(fleet.hosts.length);
  const args = ['-h', list, '-p', count, '-t', '60', '-i', ...options(sshOptions(fleet))];
  const control = join(fleet.folder, 'pssh');
  mkdirSync(control);
  const keep = ['ControlMaster=auto', 'ControlPersist=120', `ControlPath=${control}/%C`];
  const look = (more: readonly string[], kept?: string) => () =>
    measure(program, [...args, ...more, batch], {}, kept, fleet.folder);
  return [
    { name: `parallel-ssh -p ${count}`, look: look([]), close: () => {} },
    {
      name: `parallel-ssh -p ${count}, connections kept`,
      look: look(options(keep), control),
      close: () => endKept(control),
    },
  ];
}

function ansible(fleet: SshdFleet, batch: string): Contender[] {
  const program = findOrInstall('ansible', 'ansible-core');
  if (program === undefined) return missing('ansible');
  const inventory = join(fleet.folder, 'inventory');
  writeFileSync(inventory, fleet.hosts.map(({ address }) => `${address}\n`).join(''));
  const control = join(fleet.folder, 'ansible');
  mkdirSync(control);
  const keep = ['ControlMaster=auto', 'ControlPersist=120', ...sshOptions(fleet)];
  const env = {
    ANSIBLE_SSH_ARGS: keep.map((option) => `-o ${option}`).join(' '),
    ANSIBLE_SSH_CONTROL_PATH_DIR: control,
    ANSIBLE_REMOTE_USER: fleet.user,
    ANSIBLE_REMOTE_PORT: String(fleet.port),
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_LOCAL_TEMP: join(fleet.folder, 'ansible-tmp'),
  };
  const count = String(fleet.hosts.length);
  const args = ['all', '-i', inventory, '-f', count, '-m', 'raw', '-a', batch];
  return [
    {
      name: `ansible -f ${count} -m raw, connections kept`,
      look: () => measure(program, args, env, control, fleet.folder),
      close: () => endKept(control),
    },
  ];
}

function sshOptions({ knownHosts, keyFile }: SshdFleet): string[] {
  return ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${knownHosts}`, `IdentityFile=${keyFile}`];
}

function missing(name: string): [] {
  console.log(`skipped: ${name} is not here, and apt cannot bring it`);
  return [];
}

/** CPU of the whole tree: bash adds up what it waited for, and the connections that stay are looked up by themselves. */
async function measure(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  kept: string | undefined,
  folder: string,
): Promise<Took> {
  const before = cpuOf(keptIn(kept));
  const out = join(folder, 'out');
  const timed = `TIMEFORMAT='%R %U %S'; time "$0" "$@" >${out} 2>${out}.err </dev/null`;
  const child = spawn('bash', ['-c', timed, program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  await once(child, 'close');
  const [wallS = 0, userS = 0, systemS = 0] = told.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const answers = readFileSync(out, 'utf8').match(/^== \d+ \d+/gm)?.length ?? 0;
  return { wallS, cpuS: userS + systemS + cpuOf(keptIn(kept)) - before, answers };
}

/** The ssh masters whose sockets are in this folder. */
function keptIn(control: string | undefined): string[] {
  if (control === undefined) return [];
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && readProc(name, 'cmdline').includes(control),
  );
}

/** Seconds of user and system time. */
function cpuOf(pids: readonly string[]): number {
  const ticks = pids.map((pid) => {
    const fields = readProc(pid, 'stat')
      .replace(/\(.*\)/, '()')
      .split(' ');
    // utime and stime are fields 14 and 15; a tick is 10 ms wherever Node runs.
    return Number(fields[13] ?? 0) + Number(fields[14] ?? 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

function endKept(control: string): void {
  for (const pid of keptIn(control)) process.kill(Number(pid));
}
