import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#actions/events.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { readCatalog } from '#app/read-catalog.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createClients } from './client.ts';
import { createMemberships, type Memberships } from './memberships.ts';

const people =
  'people: { sre: { slack_group: S0SRE }, lead: { users: [U0ROSA], ssh_key: "ssh-ed25519 AAAA" } }';
const slack = (id: string): Actor => ({ id, via: 'slack' });

let workspace: Workspace;
let nowMs: number;
let memberships: Memberships;

beforeEach(async () => {
  workspace = await startWorkspace();
  nowMs = 0;
  const { botToken, apiUrl } = workspace;
  const catalog = readCatalog(people, 'resus.yaml');
  memberships = createMemberships({
    client: createClients({ botToken, apiUrl }, createQuietLog()).interactive,
    catalog: () => catalog,
    clock: { now: () => nowMs },
  });
  return () => workspace.stop();
});
afterEach(() => workspace.faults.clear());

const asked = () => workspace.calls('usergroups.users.list').length;

test('a group is asked for once in ten seconds, then anew: who left it has lost its rights', async () => {
  expect(await memberships.namesOf(slack('U0BJORN'))).toEqual(['sre']);
  expect(await memberships.namesOf(slack('U0ROSA'))).toEqual(['lead']);
  expect(asked()).toBe(1);
  workspace.team.change('U0BJORN', { deleted: true });
  nowMs = 9_999;
  expect(await memberships.namesOf(slack('U0BJORN'))).toEqual(['sre']);
  nowMs = 10_000;
  expect(await memberships.namesOf(slack('U0BJORN'))).toEqual([]);
  expect(asked()).toBe(2);
});

test('while the group cannot be read nobody is shown to be in it, however lately they were', async () => {
  expect(await memberships.namesOf(slack('U0BJORN'))).toEqual(['sre']);
  nowMs = 10_000;
  workspace.faults.fail('usergroups.users.list', { times: 2 });
  await expect(memberships.namesOf(slack('U0BJORN'))).rejects.toThrow('HTTP');
  // The failure is not kept: the next question is asked again, and answered.
  expect(await memberships.namesOf(slack('U0BJORN'))).toEqual(['sre']);
});

test('an app that may not read groups puts nobody in them', async () => {
  workspace.faults.refuse('usergroups.users.list', 'missing_scope', 2);
  await expect(memberships.namesOf(slack('U0BJORN'))).rejects.toThrow('missing_scope');
  await expect(memberships.usersIn(['sre'])).rejects.toThrow('missing_scope');
});

test('on the command line a person is who signed, never a member of a Slack group', async () => {
  expect(await memberships.namesOf({ id: 'person:lead', via: 'cli' })).toEqual(['lead']);
  expect(await memberships.namesOf({ id: 'person:sre2', via: 'cli' })).toEqual([]);
  expect(asked()).toBe(0);
});

test('everyone in several names is each person once', async () => {
  expect((await memberships.usersIn(['sre', 'lead', 'sre'])).toSorted()).toEqual([
    'U0AMARA',
    'U0BJORN',
    'U0ROSA',
  ]);
});
