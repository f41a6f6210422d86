import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOf, startTestBot, type TestBot } from '../test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string, extra: object = {}) => ({
  type: 'modal' as const,
  title: plain(title),
  blocks: [{ type: 'section' as const, text: plain('a') }],
  ...extra,
});

let workspace: Workspace;
let bot: TestBot;
let client: WebClient;
const triggers: string[] = [];

beforeEach(async () => {
  triggers.length = 0;
  workspace = await startWorkspace();
  bot = await startTestBot(workspace, (app) => {
    app.command('/restart', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
  });
  client = bot.client;
});
afterEach(async () => {
  await bot.stop();
  await workspace.stop();
});

async function trigger(): Promise<string> {
  await workspace.as('U0ROSA').command('/restart');
  return String(triggers.at(-1));
}

const answer = (method: string, args: Record<string, unknown>) => answerOf(client, method, args);

test('a trigger opens one view, and not a second', async () => {
  const id = await trigger();
  expect(await answer('views.open', { trigger_id: id, view: modal('One') })).toBe('ok');
  expect(await answer('views.open', { trigger_id: id, view: modal('Two') })).toBe('exchanged_trigger_id');
  expect(await answer('views.open', { trigger_id: 'made.up', view: modal('Two') })).toBe(
    'invalid_trigger_id',
  );
  expect(workspace.views('U0ROSA')).toMatchObject([{ title: plain('One') }]);
});

test('an update that rests on an older view is refused', async () => {
  const { view } = await client.views.open({ trigger_id: await trigger(), view: modal('One') });
  const update = (hash: string | undefined, title: string) =>
    answer('views.update', { view_id: view?.id, hash, view: modal(title) });
  expect(await update(view?.hash, 'Two')).toBe('ok');
  expect(await update(view?.hash, 'Three')).toBe('hash_conflict');
  expect(workspace.views('U0ROSA')).toMatchObject([{ id: view?.id, title: plain('Two') }]);
  expect(await answer('views.update', { view_id: 'V0', view: modal('x') })).toBe('not_found');
});

test('three views stand on top of each other and no more', async () => {
  const push = async () => answer('views.push', { trigger_id: await trigger(), view: modal('More') });
  expect(await push()).toBe('not_found');
  await client.views.open({ trigger_id: await trigger(), view: modal('One') });
  expect([await push(), await push(), await push()]).toEqual(['ok', 'ok', 'push_limit_reached']);
  expect(workspace.views('U0ROSA')).toHaveLength(3);
});

test('a wrong view is refused with the place that is wrong', async () => {
  const error: unknown = await client.views
    .open({ trigger_id: await trigger(), view: modal('This title is far too long for Slack') })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    data: {
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    },
  });
});

test('closing tells the app only where it asked to hear of it', async () => {
  const closed: unknown[] = [];
  bot.app.view({ type: 'view_closed', callback_id: 'heard' }, async ({ ack, body }) => {
    closed.push((body as { is_cleared?: boolean }).is_cleared);
    await ack();
  });
  for (const callback of ['unheard', 'heard']) {
    const view = modal('One', { callback_id: callback, notify_on_close: callback === 'heard' });
    await client.views.open({ trigger_id: await trigger(), view });
    const [open] = workspace.views('U0ROSA');
    if (open) await workspace.as('U0ROSA').close(open);
  }
  expect(closed).toEqual([false]);
  expect(workspace.views('U0ROSA')).toEqual([]);
});

test('home tabs are published per person', async () => {
  const home = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
  await client.views.publish({ user_id: 'U0ROSA', view: home });
  expect(workspace.home('U0ROSA')).toMatchObject({ type: 'home' });
  expect(workspace.home('U0AMARA')).toBeUndefined();
  expect(await answer('views.publish', { user_id: 'U0NOBODY', view: home })).toBe('user_not_found');
});
