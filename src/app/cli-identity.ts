import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '#base/errors.ts';
import type { Actor } from '#actions/events.ts';
import type { Catalog } from '#catalog/catalog.ts';

/** A signature for another purpose must not pass for one of ours. */
const namespace = 'resus';

/**
 * Who is at the terminal: whoever can sign `text` with an SSH key that `people` lists, by its file or by the agent. The text
 * names what is done and when, so that a signature is good for that only. Throws `not_permitted`.
 */
export async function proveIdentity(
  catalog: Catalog,
  text: string,
  identity: string | undefined,
): Promise<Actor> {
  const listed = Object.entries(catalog.people).filter(([, person]) => person.ssh_key !== undefined);
  if (listed.length === 0)
    throw new AppError(
      'not_permitted',
      'Nobody has an `ssh_key` under `people` in resus.yaml, so nobody can decide from here.',
    );
  const dir = await mkdtemp(join(tmpdir(), 'resus-sign-'));
  try {
    const allowed = join(dir, 'allowed');
    const lines = listed.map(([name, person]) => `${name} namespaces="${namespace}" ${person.ssh_key}`);
    await writeFile(allowed, `${lines.join('\n')}\n`);
    const key = resolve((identity ?? '~/.ssh/id_ed25519').replace(/^~(?=\/)/, homedir()));
    const signed = await run(['-Y', 'sign', '-f', key, '-n', namespace], text);
    if (signed.code !== 0)
      throw new AppError(
        'not_permitted',
        `You must sign this with your SSH key, and ${key} could not (${signed.said}). Name yours with --identity; a public key is enough when an agent holds the other half.`,
      );
    const signature = join(dir, 'signature');
    await writeFile(signature, signed.out);
    const found = await run(['-Y', 'find-principals', '-s', signature, '-f', allowed], '');
    const [name = ''] = found.out.trim().split('\n');
    const verified =
      found.code === 0 &&
      (await run(['-Y', 'verify', '-f', allowed, '-I', name, '-n', namespace, '-s', signature], text))
        .code === 0;
    if (!verified)
      throw new AppError(
        'not_permitted',
        `The key ${key} is not the \`ssh_key\` of anybody under \`people\` in resus.yaml.`,
      );
    return { id: personId(catalog, name), via: 'cli' };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** One person is one id: an entry of one Slack user is that user, here as there. */
function personId({ people }: Catalog, name: string): string {
  const users = people[name]?.users ?? [];
  const [only] = users;
  return only !== undefined && users.length === 1 ? only : `person:${name}`;
}

function run(args: readonly string[], input: string): Promise<{ code: number; out: string; said: string }> {
  return new Promise((done) => {
    const child = spawn('ssh-keygen', [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', (error) => done({ code: 127, out: '', said: error.message }));
    child.once('close', (code) => done({ code: code ?? 1, out, said: said.trim().split('\n').at(-1) ?? '' }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
