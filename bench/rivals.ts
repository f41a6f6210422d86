import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Client } from 'ssh2';
import { quote } from '#base/quote.ts';

export type Target = { address: string; port: number; user: string; keyFile: string; key: Buffer };
export type Rival = {
  look: (commands: readonly string[]) => Promise<number>;
  close: () => void | Promise<void>;
};

/**
 * The strongest thing one can write by hand: one `bash -s` over a warm OpenSSH ControlMaster, all commands at once,
 * each answer with its code, no temporary files. It has no time limits, no bounds and no way to stop one command.
 */
export async function controlMaster(target: Target): Promise<Rival> {
  const folder = mkdtempSync(join(tmpdir(), 'resus-bench-'));
  const control = ['-S', join(folder, 'control'), '-o', 'LogLevel=ERROR'];
  const login = ['-p', String(target.port), `${target.user}@${target.address}`];
  const unchecked = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  await new Promise<void>((resolve, reject) => {
    const args = [
      ...control,
      '-M',
      '-f',
      '-N',
      ...unchecked,
      '-o',
      'BatchMode=yes',
      '-i',
      target.keyFile,
      ...login,
    ];
    // -f leaves a daemon that holds its output open: nothing of it may be a pipe of ours
    spawn('ssh', args, { stdio: 'ignore' }).once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`ssh -M ended with ${code}`)),
    );
  });
  return {
    look: (commands) => {
      const script = commands
        .map(
          (command, i) => `{ o=$({ ${command}\n} 2>&1); printf '\\n== ${i} %s\\n%s' $? "$o"; } </dev/null &`,
        )
        .join('\n');
      return new Promise((resolve, reject) => {
        const done = (error: Error | null, stdout: string) =>
          error ? reject(error) : resolve((stdout.match(/== \d+ \d+\n/g) ?? []).length);
        const child = execFile('ssh', [...control, ...login, 'bash -s'], { maxBuffer: 1e8 }, done);
        child.stdin?.end(`export LC_ALL=C\n${script}\nwait\n`);
      });
    },
    close: () => {
      execFileSync('ssh', [...control, '-O', 'exit', ...login], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What most programs do: a pooled connection, and a channel for each command, six at a time because of MaxSessions. */
export async function channelPool(target: Target): Promise<Rival> {
  const client = await new Promise<Client>((resolve, reject) => {
    const fresh = new ssh2.Client();
    fresh.once('ready', () => resolve(fresh)).once('error', reject);
    fresh.connect({
      host: target.address,
      port: target.port,
      username: target.user,
      privateKey: target.key,
      hostVerifier: () => true,
    });
    fresh.setNoDelay(true);
  });
  const one = (command: string): Promise<void> =>
    new Promise((resolve, reject) => {
      client.exec(`timeout -k 1 10 sh -c ${quote(command)} </dev/null 2>&1`, (error, channel) => {
        // on a loaded host even six are too many at times: sshd is slow to count a session as over
        if ((error as { reason?: number } | undefined)?.reason === 2)
          return setTimeout(() => resolve(one(command)), 10);
        if (error) return reject(error);
        channel.resume().stderr.resume();
        return channel.once('close', () => resolve());
      });
    });
  return {
    look: async (commands) => {
      const queue = [...commands];
      const work = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await one(next);
      };
      await Promise.all(Array.from({ length: 6 }, work));
      return commands.length;
    },
    close: () => {
      client.end();
    },
  };
}
