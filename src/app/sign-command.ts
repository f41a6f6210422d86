import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { signedText, voteNamespace, type SignedCommand } from '#actions/signed-command.ts';
import { AppError } from '#base/errors.ts';
import type { Catalog } from '#catalog/catalog.ts';

/**
 * Signs a command with the SSH key of whoever is at the terminal, by its file or by the agent. It proves nothing here: the
 * worker that carries the command out checks the signature against its own catalog. Throws `not_permitted`.
 */
export async function signCommand(
  catalog: Catalog,
  does: SignedCommand['does'],
  identity: string | undefined,
): Promise<SignedCommand> {
  if (Object.values(catalog.people).every(({ ssh_key: key }) => key === undefined))
    throw new AppError(
      'not_permitted',
      'Nobody has an `ssh_key` under `people` in resus.yaml, so nobody can decide from here.',
    );
  const command = { does, nonce: randomUUID(), at: Date.now(), catalogHash: catalog.hash };
  const key = resolve((identity ?? '~/.ssh/id_ed25519').replace(/^~(?=\/)/, homedir()));
  const signed = await run(['-Y', 'sign', '-f', key, '-n', voteNamespace], signedText(command));
  if (signed.code !== 0)
    throw new AppError(
      'not_permitted',
      `You must sign this with your SSH key, and ${key} could not (${signed.said}). Name yours with --identity; a public key is enough when an agent holds the other half.`,
    );
  return { ...command, signature: signed.out };
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
