import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { ShellAnswer } from '#catalog/ask.ts';
import type { DockerState } from './docker-state.ts';

export type DockerHost = { readonly shell: ProbeTransport['shell']; readonly close: () => void };

/** A host whose commands run in a real `sh` here, with the fake `docker` first on its PATH. */
export function dockerHost(state: DockerState): DockerHost {
  const dir = mkdtempSync(join(tmpdir(), 'resus-docker-'));
  writeFileSync(join(dir, 'state.json'), JSON.stringify(state));
  const program = new URL('docker-cli.ts', import.meta.url).pathname;
  script(join(dir, 'docker'), `exec '${process.execPath}' '${program}' '${dir}/state.json' "$@"`);
  // Whoever runs the tests needs no rights: the fake asks for none.
  script(join(dir, 'sudo'), '[ "$1" = -n ] && shift; exec "$@"');
  const env = { PATH: `${dir}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C' };
  return {
    shell: async (_host, asks, settled) => {
      await Promise.all(asks.map(async ({ command }, index) => settled(index, await run(command, env))));
    },
    close: () => rmSync(dir, { recursive: true }),
  };
}

function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

function run(command: string, env: Record<string, string>): Promise<ShellAnswer> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', `{ ${command}\n} 2>&1`], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('close', (code) =>
      resolve({ outcome: 'exited', code: code ?? 0, text, truncated: false, tookMs: 5 }),
    );
  });
}
