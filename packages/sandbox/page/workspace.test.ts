import { expect, test } from 'vitest';
import { workspaceState } from './fixture-state.ts';
import { channelEntries, threadEntries } from './timeline.ts';
import { applyEvent } from './workspace.ts';

const parent = '1700000100.000200';
const reply = (ts: string, text: string) => ({
  type: 'message',
  message: { channel: 'COPS', user: 'UBOT', bot: true, ts, thread_ts: parent, text },
});

test('a reply stands in its thread and is counted on the parent, not shown in the channel', () => {
  const state = applyEvent(workspaceState(), reply('1700000900.000100', 'amended'));
  expect(threadEntries(state, 'COPS', parent, 'UREQ').at(-1)?.text).toBe('amended');
  const entries = channelEntries(state, 'COPS', 'UREQ');
  expect(entries.find((entry) => entry.ts === parent)?.replyCount).toBe(3);
  expect(entries.some((entry) => entry.text === 'amended')).toBe(false);
});

test('the same event twice leaves one message', () => {
  const once = applyEvent(workspaceState(), reply('1700000900.000100', 'amended'));
  expect(applyEvent(once, reply('1700000900.000100', 'amended'))).toEqual(once);
});

test('an event may carry its object spread over itself', () => {
  const { message } = reply('1700000900.000100', 'amended');
  const spread = applyEvent(workspaceState(), { type: 'message', ...message });
  expect(threadEntries(spread, 'COPS', parent, 'UREQ').at(-1)?.text).toBe('amended');
});

test('a deleted message leaves its thread', () => {
  const state = applyEvent(workspaceState(), {
    type: 'message_deleted',
    channel: 'COPS',
    ts: '1700000101.000300',
  });
  expect(threadEntries(state, 'COPS', parent, 'UREQ').map((entry) => entry.text)).toEqual([
    ':red_circle: *api* is down: the process was stopped. Asked by <@UREQ>.',
    'api is stopped',
  ]);
});

test('an ephemeral is seen by its person only', () => {
  const state = workspaceState();
  expect(channelEntries(state, 'COPS', 'UREQ').filter((entry) => entry.isEphemeral)).toHaveLength(1);
  expect(channelEntries(state, 'COPS', 'UAPP').filter((entry) => entry.isEphemeral)).toHaveLength(0);
});

const view = (id: string) => ({ type: 'view', user: 'UREQ', view: { id, blocks: [] } });

test('views stack for their person and close by id', () => {
  const two = [view('V1'), view('V2')].reduce(applyEvent, workspaceState());
  expect(two.views.UREQ?.map((one) => one.id)).toEqual(['V1', 'V2']);
  expect(applyEvent(two, { type: 'view_closed', view_id: 'V2' }).views.UREQ?.map((one) => one.id)).toEqual([
    'V1',
  ]);
});

test('the app’s reply ends the status it showed in that thread', () => {
  const busy = applyEvent(workspaceState(), {
    type: 'status',
    channel: 'COPS',
    thread_ts: parent,
    status: 'is looking',
  });
  expect(busy.statuses).toHaveLength(1);
  expect(applyEvent(busy, reply('1700000900.000100', 'done')).statuses).toEqual([]);
});
