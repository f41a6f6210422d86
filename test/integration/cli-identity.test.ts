import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proveIdentity } from '#app/cli-identity.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { describeWith } from '#test/needs.ts';

describeWith(['sshd'], 'who is at the terminal', () => {
  let dir: string;
  const keyOf = (name: string): string => join(dir, name);
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'resus-identity-'));
    for (const name of ['mia', 'ned', 'eve'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', keyOf(name)]);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const key = (name: string): string => readFileSync(`${keyOf(name)}.pub`, 'utf8').trim();
  const catalog = () => {
    const people = {
      mia: { users: ['U0MIA'], ssh_key: key('mia') },
      ned: { ssh_key: key('ned') },
      sre: { users: ['U0MIA', 'U0NED'] },
    };
    return readCatalog(JSON.stringify({ people }), 'people.yaml');
  };

  it('is whoever signs with the key that is listed for them, and the same person as in Slack', async () => {
    expect(await proveIdentity(catalog(), 'approve plan-1', keyOf('mia'))).toEqual({
      id: 'U0MIA',
      via: 'cli',
    });
    expect(await proveIdentity(catalog(), 'approve plan-1', keyOf('ned'))).toEqual({
      id: 'person:ned',
      via: 'cli',
    });
  });

  it('is nobody with another key, without one, or where nobody is listed', async () => {
    await expect(proveIdentity(catalog(), 'approve plan-1', keyOf('eve'))).rejects.toThrow(
      'is not the `ssh_key` of anybody',
    );
    await expect(proveIdentity(catalog(), 'approve plan-1', keyOf('gone'))).rejects.toThrow(
      'You must sign this',
    );
    const empty = readCatalog('services: {}', 'none.yaml');
    await expect(proveIdentity(empty, 'approve plan-1', keyOf('mia'))).rejects.toThrow(
      'Nobody has an `ssh_key`',
    );
  });
});
