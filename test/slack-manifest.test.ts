import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findMethod } from '@resus/sandbox/workspace/api/methods.ts';
import { defaultSeed } from '@resus/sandbox/workspace/team/seed.ts';
import { botScopes } from '#slack/scopes.ts';
import { describeWith } from './needs.ts';
import { concluded, faulty, observed, started } from './sample-runs.ts';
import { type Line, startLine } from './slack-line.ts';

type Manifest = {
  readonly features: {
    readonly app_home: { readonly home_tab_enabled: boolean };
    readonly shortcuts: readonly { type: string; callback_id: string }[];
    readonly slash_commands: readonly {
      command: string;
      description: string;
      usage_hint?: string;
      should_escape: boolean;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
};

const root = join(import.meta.dirname, '..');
const manifest = parse(readFileSync(join(root, 'slack-manifest.yaml'), 'utf8')) as Manifest;
const { slash_commands: commands } = manifest.features;
const scopes = manifest.oauth_config.scopes.bot;
const events = manifest.settings.event_subscriptions.bot_events;

/** Slack asks for one scope a kind of conversation. Group messages are not served: nobody invites a bot there. */
const kinds = ['channels', 'groups', 'im'];

function scopesOf(method: string): string[] {
  const scope = findMethod(method)?.scope;
  if (scope === undefined) return [];
  const [family = '', what = ''] = scope.split(':');
  return family === 'channels' ? kinds.map((kind) => `${kind}:${what}`) : [scope];
}

/** Every Web API method that the code calls, by reading it: what a test run does not reach counts as well. */
const called = globSync('src/{slack,bot,app}/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) => [
    ...readFileSync(join(root, file), 'utf8').matchAll(/\bclient\s*((?:\.\s*[a-zA-Z]+\s*){2,3})\(/g),
  ])
  .map(([, names = '']) => names.replaceAll(/\s/g, '').slice(1));

describe('the manifest of the Slack app', () => {
  test('asks for exactly the scopes of the methods that the code calls, its commands and its events', () => {
    expect(called).toEqual(expect.arrayContaining(['chat.postMessage', 'views.open', 'files.info']));
    expect(called.filter((method) => findMethod(method) === undefined)).toEqual([]);
    const needed = new Set([...called.flatMap(scopesOf), 'commands', 'app_mentions:read', 'im:history']);
    expect([...scopes].toSorted()).toEqual([...needed].toSorted());
    // What `resus doctor` misses in an app that was made before.
    expect([...scopes].toSorted()).toEqual([...botScopes].toSorted());
  });

  test('declares the shortcuts that the code listens to, and the home tab it publishes', () => {
    const listened = readFileSync(join(root, 'src/bot/shortcuts.ts'), 'utf8');
    const found = [...listened.matchAll(/type: '(\w+)', callback_id: '(\w+)'/g)].map(([, type, id]) => ({
      type: type === 'shortcut' ? 'global' : 'message',
      callback_id: id,
    }));
    const { shortcuts, app_home: home } = manifest.features;
    expect(found).toHaveLength(2);
    expect(shortcuts.map(({ type, callback_id }) => ({ type, callback_id }))).toEqual(found);
    expect([home.home_tab_enabled, events.includes('app_home_opened')]).toEqual([true, true]);
  });

  test('is what the sandbox workspace plays', () => {
    const shown = commands.map(({ command, description, usage_hint: hint, should_escape: escapes }) => ({
      command,
      description,
      ...(hint === undefined ? {} : { usage_hint: hint }),
      ...(escapes ? { should_escape: true } : {}),
    }));
    expect(shown).toEqual(defaultSeed.commands);
  });
});

async function diagnose(_request: object, tell: (event: typeof started) => void): Promise<void> {
  for (const event of [started, ...observed, concluded(faulty)]) tell(event);
}

describeWith(['redis'], 'an app installed from the manifest', () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine({ diagnose, app: { scopes, events } });
  });
  afterAll(() => line.stop());

  test('answers every command, and no call lacks a scope, also when answers are lost', async () => {
    const { workspace } = line;
    const rosa = workspace.as('U0ROSA');
    const evidence = () => workspace.files().filter(({ name }) => name.startsWith('evidence-')).length;
    for (const { command } of commands) expect(await rosa.command(command, '')).toMatchObject({ ok: true });
    workspace.faults.drop('chat.postMessage');
    workspace.faults.drop('files.completeUploadExternal');
    await rosa.command('/diagnose', 'api');
    await workspace.until(() => evidence() === 1, 15_000);
    const parent = workspace.messages('#ops')[0];
    if (parent === undefined) throw new Error('there is a parent message');
    rosa.say('#ops', '<@U0BOT> diagnose worker', { thread_ts: parent.ts });
    const dm = workspace.team.channels.values().find((one) => one.user === 'U0ROSA');
    rosa.say(dm?.id ?? '', 'diagnose api');
    await workspace.until(() => evidence() === 3, 15_000);
    expect(workspace.calls().filter(({ error }) => error === 'missing_scope')).toEqual([]);
    for (const method of ['conversations.history', 'files.info', 'views.open'])
      expect(workspace.calls(method).length).toBeGreaterThan(0);
  });
});
