import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startWorkspace } from '../workspace.ts';
import { readSeed } from './read-seed.ts';

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'resus-seed-')), 'workspace.yaml');
  writeFileSync(file, text);
  return file;
}

const small = `
people:
  - { id: U0MIA, name: mia, real_name: Mia Stone }
  - { id: U0NED, name: ned, real_name: Ned Hall, is_restricted: true }
channels:
  - { id: C0NIGHT, name: night }
userGroups:
  - { id: S0ONCALL, handle: oncall, name: On call, users: [U0MIA] }
commands:
  - { command: /hello, description: Says hello }
`;

test('a workspace has the people, channels and groups of its file, and a bot to talk to', async () => {
  const workspace = await startWorkspace(readSeed(fileOf(small)));
  try {
    expect([...workspace.team.people.keys()]).toEqual(['U0MIA', 'U0NED', 'U0BOT']);
    const response = await fetch(new URL('usergroups.users.list', workspace.apiUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${workspace.botToken}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'usergroup=S0ONCALL',
    });
    expect(await response.json()).toMatchObject({ ok: true, users: ['U0MIA'] });
    expect(workspace.team.findChannel('night')?.members).toContain('U0NED');
  } finally {
    await workspace.stop();
  }
});

test('a file with mistakes is refused with every line that has one', () => {
  const file = fileOf(
    small.replace('users: [U0MIA]', 'users: [U0MIA, U0NOBODY]').replace('name: night', 'name: Night'),
  );
  expect(() => readSeed(file)).toThrow(`${file}:6: channels.0.name`);
  expect(() => readSeed(fileOf(small.replace('[U0MIA]', '[U0NOBODY]')))).toThrow(
    'there is no person U0NOBODY',
  );
});
