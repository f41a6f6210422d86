import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { readCatalog } from '#app/read-catalog.ts';
import { createClients } from '#slack/client.ts';
import { botScopes } from '#slack/scopes.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { examineSlack } from './examine-slack.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace({ scopes: botScopes });
});
afterEach(() => workspace.stop());

function examined(text: string, botToken = workspace.botToken) {
  const client = createClients({ botToken, apiUrl: workspace.apiUrl }, createQuietLog()).interactive;
  return examineSlack({ catalog: readCatalog(text, 'resus.yaml'), client });
}

test('all is well: the app, each channel once, and the people in one line', async () => {
  const findings = await examined(`
slack: { channel: "#ops" }
outages: { digest: "#ops" }
people:
  amara: { users: [U0AMARA] }
  sre: { slack_group: S0SRE }
services: {}
`);
  expect(findings.map(({ ok, about }) => [ok, about])).toEqual([
    [true, 'slack'],
    [true, 'channel #ops'],
    [true, 'people'],
  ]);
  expect(findings[2]?.says).toBe('every user and group is there (2)');
});

test('a channel where nothing could be told is found before there is something to tell', async () => {
  const findings = await examined(`
slack: { channel: "#opps", channels: ["#opps", "#random", C0OPS] }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api }, channel: "#random" }
  shop: { host: web-1, run: { systemd: shop }, channel: "#payments" }
  site: { host: web-1, run: { systemd: site }, channel: C0GONE }
`);
  expect(findings.filter(({ ok }) => !ok)).toEqual([
    { ok: false, about: 'channel #opps', says: expect.stringContaining('does not exist') },
    { ok: false, about: 'channel #random', says: expect.stringContaining('/invite @resus') },
    { ok: false, about: 'channel #payments', says: expect.stringContaining('slack.channels') },
    { ok: false, about: 'channel C0GONE', says: expect.stringContaining('does not exist') },
  ]);
});

test('who could never approve or answer is named: guests, bots, strangers, empty and unknown groups', async () => {
  const findings = await examined(`
people:
  guest: { users: [U0GUEST] }
  robot: { users: [U0BOT] }
  gone: { users: [U0NOBODY] }
  lost: { slack_group: S0LOST }
services: {}
`);
  const wrong = findings.filter(({ ok }) => !ok).map(({ about, says }) => `${about}: ${says}`);
  expect(wrong).toEqual([
    'people.guest: U0GUEST is a guest: whatever waits for them waits in vain',
    'people.robot: U0BOT is a bot: whatever waits for them waits in vain',
    'people.gone: U0NOBODY is not in this workspace: whatever waits for them waits in vain',
    expect.stringMatching(/^people\.lost: its Slack group S0LOST could not be read \(\w+\)$/),
  ]);
});

test('an app that was made from an older manifest, and a token that is none', async () => {
  await workspace.stop();
  workspace = await startWorkspace({ scopes: botScopes.filter((one) => one !== 'usergroups:read') });
  expect(await examined('services: {}')).toContainEqual({
    ok: false,
    about: 'slack scopes',
    says: 'the app lacks usergroups:read: paste slack-manifest.yaml again (App Manifest) and reinstall it',
  });
  expect(await examined('services: {}', 'xoxb-not-ours')).toEqual([
    { ok: false, about: 'slack', says: expect.stringContaining('(invalid_auth): check SLACK_BOT_TOKEN') },
  ]);
});
