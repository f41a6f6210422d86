import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AppError } from '#base/errors.ts';
import { endChild } from './child.ts';

/** The first line of the sandbox: where it listens. */
export type Sandbox = {
  readonly apiUrl: string;
  readonly pageUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly catalog: string;
};
export type EmbeddedSandbox = Sandbox & { readonly stop: () => Promise<void> };

const repository = new URL('../../', import.meta.url);
const entries = {
  demo: fileURLToPath(new URL('packages/sandbox/main.ts', repository)),
  /** The same sandbox with real lab hosts to break; the lab lies with the tests. */
  lab: fileURLToPath(new URL('test/lab/panel/main.ts', repository)),
};

/** Starts the local workspace and its services as a process of their own: the bot meets them only over the wire. */
export async function startSandbox(
  dataDir: string,
  args: readonly string[] = [],
  breaks: keyof typeof entries = 'demo',
): Promise<EmbeddedSandbox> {
  const entry = entries[breaks];
  // Its standard input is the lifeline: when we die, however, it reads the end of it and ends too.
  const child = spawn(process.execPath, [entry, '--data', dataDir, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const told = new Promise<Sandbox>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Sandbox));
    child.once('error', (cause) =>
      reject(new AppError('internal', `The sandbox could not be started: ${cause.message}`, { cause })),
    );
    child.once('exit', (code) =>
      reject(
        new AppError(
          'internal',
          `The sandbox ended while it was starting (exit code ${code ?? 'none'}); what it said is above.`,
        ),
      ),
    );
  });
  const sandbox = await told;
  return { ...sandbox, stop: () => endChild(child) };
}
