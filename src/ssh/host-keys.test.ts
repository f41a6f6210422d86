import { describe, expect, it } from 'vitest';
import { onceVerifier } from './connect.ts';
import { judgeKey, knownAlgorithms, otherAlgorithms, type Trust } from './host-keys.ts';
import { fingerprint, type KnownHost } from './known-hosts.ts';

/** A blob of the right shape; nobody verifies a signature here. */
function keyOf(type: string, seed: number): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.alloc(32, seed)]);
}
const ed1 = keyOf('ssh-ed25519', 1);
const ed2 = keyOf('ssh-ed25519', 2);
const rsa = keyOf('ssh-rsa', 3);

const line = (type: string, key: Buffer, marker: KnownHost['marker'] = ''): KnownHost => ({
  marker,
  hosts: '192.0.2.5',
  type,
  key,
  file: 'known_hosts',
  line: 1,
});
const trust = (more: Partial<Trust>): Trust => ({
  host: 'web-1',
  address: '192.0.2.5',
  port: 22,
  name: '192.0.2.5',
  entries: [],
  ...more,
});
const reasonOf = (more: Partial<Trust>, key: Buffer) => {
  const verdict = judgeKey(trust(more), key);
  return verdict.trusted ? 'trusted' : verdict.reason;
};

describe('the verdict on a host key', () => {
  it('trusts what a line or a pin says, and nothing else', () => {
    expect(reasonOf({}, ed1)).toBe('host_key_unknown');
    expect(reasonOf({ entries: [line('ssh-ed25519', ed1)] }, ed1)).toBe('trusted');
    expect(reasonOf({ entries: [line('ssh-ed25519', ed1)], name: 'other' }, ed1)).toBe('host_key_unknown');
    expect(reasonOf({ entries: [line('ssh-ed25519', ed1)] }, ed2)).toBe('host_key_changed');
    expect(reasonOf({ entries: [line('ssh-ed25519', ed1)] }, rsa)).toBe('host_key_changed');
    expect(reasonOf({ pinned: fingerprint(ed1) }, ed1)).toBe('trusted');
    expect(reasonOf({ pinned: fingerprint(ed1) }, ed2)).toBe('host_key_changed');
  });

  it('does not let a line overrule a pin, nor anything overrule a revocation', () => {
    expect(reasonOf({ pinned: fingerprint(ed1), entries: [line('ssh-ed25519', ed2)] }, ed2)).toBe(
      'host_key_changed',
    );
    const revoked = [line('ssh-ed25519', ed1), line('ssh-ed25519', ed1, '@revoked')];
    expect(reasonOf({ pinned: fingerprint(ed1), entries: revoked }, ed1)).toBe('host_key_revoked');
  });

  it('says that a certificate authority is not enough', () => {
    const verdict = judgeKey(trust({ entries: [line('ssh-ed25519', ed2, '@cert-authority')] }), ed1);
    expect(verdict).toMatchObject({ trusted: false, reason: 'host_key_unknown' });
    expect(verdict).toHaveProperty('detail', expect.stringContaining('@cert-authority'));
  });

  it('offers only algorithms whose keys are known, and never RSA with SHA-1', () => {
    expect(knownAlgorithms(trust({}))).toBeUndefined();
    expect(knownAlgorithms(trust({ entries: [line('ssh-rsa', rsa)] }))).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
    ]);
    expect(
      knownAlgorithms(trust({ pinned: fingerprint(ed1), entries: [line('ssh-rsa', rsa)] })),
    ).toBeUndefined();
    expect(otherAlgorithms([ed1, rsa])).toEqual([
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
    ]);
  });
});

describe('the verifier given to ssh2, which takes anything but a strict false for a yes', () => {
  it('answers with strict booleans, at once', () => {
    expect(onceVerifier(trust({})).verify(ed1)).toBe(false);
    expect(onceVerifier(trust({ pinned: fingerprint(ed1) })).verify(ed1)).toBe(true);
  });

  it('keeps its verdict over a rekey, but not for another key', () => {
    const entries = [line('ssh-ed25519', ed1)];
    const verifier = onceVerifier(trust({ entries }));
    expect(verifier.verify(ed1)).toBe(true);
    // the file changes while the connection lives: a rekey must not cut it in the middle of a run
    entries.length = 0;
    expect(verifier.verify(ed1)).toBe(true);
    expect(verifier.verify(ed2)).toBe(false);
  });
});
