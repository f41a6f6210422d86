import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Reaper, startReaper } from './reaper.ts';
import { mustRunLab, runLab, runLabNow, type Ran, scriptFile } from './script.ts';

export type LabHost = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The unprivileged login: in groups adm and systemd-journal, with the sudo rules given at boot. `root` works too. */
  readonly user: 'bot';
  readonly keyFile: string;
  /** SHA256:… of the host's only host key (ed25519). */
  readonly fingerprint: string;
  /** Runs a shell command as root inside the host, past ssh: to break things, or to look. */
  exec(command: string, timeoutMs?: number): Promise<Ran>;
  /** As exec, but fails loudly when the command does. Gives its standard output. */
  must(command: string, timeoutMs?: number): Promise<string>;
  put(content: string | { file: string }, dest: string, mode?: string): Promise<void>;
  /** Takes the network link down: packets vanish, as with a pulled cable. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Boots it anew from its installed disk: same address and host key, all that was changed on it is gone. */
  renew(): Promise<void>;
  /** Kills the host and leaves nothing of it: processes, cgroups, links, disk. May be called twice. */
  down(): Promise<void>;
};

export type BootOptions = {
  /** A frozen disk to boot on: what prepareLayer gave. */
  layer?: string;
  /** What bot may run: `/usr/sbin/nginx -T` as root, `(shop) /bin/true` as shop, or a rule as `resus doctor` prints it. */
  sudo?: string[];
  /** Gives the host the kernel's log, where OOM kills are told: those of all hosts, since there is one kernel. */
  kernelLog?: boolean;
};

let missing: { reason: string | undefined } | undefined;

/** Why no lab host can run on this machine, or undefined when one can. Tests that need hosts ask it first. */
export function labMissing(): string | undefined {
  missing ??= { reason: process.platform === 'linux' ? unavailable() : 'the lab of real hosts needs Linux' };
  return missing.reason;
}

function unavailable(): string | undefined {
  const asked = runLabNow(['available']);
  return asked.code === 0 ? undefined : asked.stderr.trim() || 'lab.sh available failed without a reason';
}

const alive = new Set<string>();
let reaper: Reaper | undefined;

/** Boots a host of its own, in under a second once the base image is there. The caller takes it down. */
export async function bootHost(name: string, options: BootOptions = {}): Promise<LabHost> {
  const id = `${name}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const env: Record<string, string> = { RESUS_LAB_SUDO: sudoers(options.sudo ?? []) };
  if (options.kernelLog) env['RESUS_LAB_KERNEL_LOG'] = '1';
  if (options.layer) env['RESUS_LAB_LAYER'] = options.layer;
  await mustRunLab(['build'], { loud: true });
  if (alive.size === 0) process.once('exit', downAll);
  reaper ??= startReaper(scriptFile);
  alive.add(id);
  const facts = await mustRunLab(['up', id, name], { env });
  const fact = (key: string) => new RegExp(`\\b${key}=(\\S+)`).exec(facts)?.[1] ?? '';
  return {
    id,
    name,
    address: fact('address'),
    port: Number(fact('port')),
    user: 'bot',
    keyFile: fact('key'),
    fingerprint: fact('fingerprint'),
    exec: (command, timeoutMs) => runLab(['exec', id, 'bash', '-c', command], timeoutMs ? { timeoutMs } : {}),
    must: (command, timeoutMs) =>
      mustRunLab(['exec', id, 'bash', '-c', command], timeoutMs ? { timeoutMs } : {}),
    put: async (content, dest, mode = '644') => {
      const input = typeof content === 'string' ? content : await readFile(content.file);
      await mustRunLab(['put', id, dest, mode], { input });
    },
    cut: async () => void (await mustRunLab(['cut', id])),
    mend: async () => void (await mustRunLab(['mend', id])),
    renew: async () => void (await mustRunLab(['renew', id, name], { env })),
    down: async () => {
      await mustRunLab(['down', id]);
      alive.delete(id);
      if (alive.size > 0) return;
      reaper?.dismiss();
      reaper = undefined;
    },
  };
}

function sudoers(commands: string[]): string {
  return commands.map(sudoRule).join('\n');
}

function sudoRule(command: string): string {
  if (command.startsWith('ALL=')) return `bot ${command}`;
  const [, runAs = 'root', what = command] = /^\((\w+)\) (.*)$/.exec(command) ?? [];
  return `bot ALL=(${runAs}) NOPASSWD: ${what}`;
}

/** Before the reaper would, and at once: whoever ends in order waits for its hosts to be gone. */
function downAll(): void {
  if (alive.size > 0) runLabNow(['down', ...alive]);
}
