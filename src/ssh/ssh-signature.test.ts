import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { findSigner } from './ssh-signature.ts';

const dir = mkdtempSync(join(tmpdir(), 'resus-sig-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const text = 'resus vote\nplan plan-1\n';

function makeKey(type: string, bits?: string): { file: string; publicKey: string } {
  const file = join(dir, `${type}${bits ?? ''}`);
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(bits === undefined ? [] : ['-b', bits]),
    '-N',
    '',
    '-f',
    file,
  ]);
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8') };
}

function sign(file: string, message: string, namespace = 'resus'): string {
  return execFileSync('ssh-keygen', ['-Y', 'sign', '-f', file, '-n', namespace], {
    input: message,
    stdio: ['pipe', 'pipe', 'ignore'],
  }).toString();
}

describeWith(['sshd'], 'signatures that ssh-keygen makes', () => {
  test.each([
    ['ed25519', undefined],
    ['rsa', '3072'],
    ['ecdsa', '256'],
    ['ecdsa', '384'],
    ['ecdsa', '521'],
  ])('%s %s: the owner of the key is found, and nobody for another text or namespace', (type, bits) => {
    const { file, publicKey } = makeKey(type, bits);
    const keys = { other: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDIhz2GK', rosa: publicKey };
    const signature = sign(file, text);
    expect(findSigner(keys, { text, signature, namespace: 'resus' })).toBe('rosa');
    expect(findSigner(keys, { text: `${text} `, signature, namespace: 'resus' })).toBeUndefined();
    expect(
      findSigner(keys, { text, signature: sign(file, text, 'git'), namespace: 'resus' }),
    ).toBeUndefined();
    expect(findSigner({ other: keys.other }, { text, signature, namespace: 'resus' })).toBeUndefined();
  });

  test('what is no signature, or a changed one, is nobody', () => {
    const { file, publicKey } = makeKey('ed25519', '256');
    const keys = { rosa: publicKey };
    const signature = sign(file, text);
    const lines = signature.split('\n');
    const middle = lines[3] ?? '';
    const flipped = signature.replace(
      middle,
      `${middle.slice(0, 4)}${middle[4] === 'A' ? 'B' : 'A'}${middle.slice(5)}`,
    );
    for (const bad of [
      '',
      'x',
      '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----',
      flipped,
      lines.slice(0, 3).join('\n'),
    ])
      expect(findSigner(keys, { text, signature: bad, namespace: 'resus' })).toBeUndefined();
  });
});
