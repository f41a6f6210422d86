import { expect, test } from 'vitest';
import {
  asOf,
  type CheckStatus,
  judge,
  type Judged,
  type MonitorState,
  unwatchedMs,
} from './monitor-state.ts';

const fail = { n: 3, of: 5 };

function play(
  statuses: readonly CheckStatus[],
  of = fail,
): { changes: string[]; monitorState?: MonitorState } {
  let monitorState: MonitorState | undefined;
  const changes: string[] = [];
  for (const [index, status] of statuses.entries()) {
    const judged: Judged = judge(monitorState, index * 10, status, of);
    if (judged.outcome === 'repeated') throw new Error('a new time was taken for an old one');
    monitorState = judged.monitorState;
    if (judged.change !== undefined) changes.push(`${index} ${judged.change.state}`);
  }
  return { changes, ...(monitorState === undefined ? {} : { monitorState }) };
}

test('down at the third failure of five, up at the second good one, and each is said once', () => {
  const { changes } = play(['ok', 'bad', 'ok', 'bad', 'bad', 'bad', 'ok', 'bad', 'ok', 'ok', 'ok']);
  expect(changes).toEqual(['4 down', '9 up']);
});

test('what failed before a recovery does not count towards the next failure', () => {
  const { changes } = play(['bad', 'bad', 'bad', 'ok', 'ok', 'bad', 'bad', 'bad']);
  expect(changes).toEqual(['2 down', '4 up', '7 down']);
});

test('what could not be checked counts neither way', () => {
  expect(play(['bad', 'unknown', 'unknown', 'bad', 'unknown']).changes).toEqual([]);
  expect(play(['bad', 'unknown', 'unknown', 'bad', 'unknown', 'bad']).changes).toEqual(['5 down']);
});

test('one of one goes down and up with each check', () => {
  expect(play(['bad', 'ok', 'bad'], { n: 1, of: 1 }).changes).toEqual(['0 down', '1 up', '2 down']);
});

test('the same time again, and one older than everything kept, change nothing', () => {
  const { monitorState } = play(Array.from({ length: 40 }, () => 'ok' as const));
  expect(judge(monitorState, 390, 'bad', fail)).toEqual({ outcome: 'repeated' });
  expect(judge(monitorState, 0, 'bad', fail)).toEqual({ outcome: 'repeated' });
});

test('a late result of a killed process takes its place in time', () => {
  const first = judge(undefined, 10, 'ok', fail);
  const third = judge(first.outcome === 'recorded' ? first.monitorState : undefined, 30, 'ok', fail);
  const late = judge(third.outcome === 'recorded' ? third.monitorState : undefined, 20, 'bad', fail);
  expect(late).toMatchObject({
    monitorState: {
      ring: [
        [10, 'ok'],
        [20, 'bad'],
        [30, 'ok'],
      ],
    },
  });
});

test('after the clock was set back only what is not in the future counts, and new results come after it', () => {
  const at = 1_000_000;
  const ring = [0, 10_000, 20_000].map((later) => [at + later, 'bad'] as const);
  const monitorState: MonitorState = { state: 'down', ring, since: at };
  expect(asOf(monitorState, at + 20_000)).toBe(monitorState);
  expect(asOf(monitorState, at - 25_000)).toEqual({
    state: 'down',
    ring: ring.slice(0, 1),
    since: at - 25_000,
  });
  const first = judge(asOf(monitorState, 5_000), 5_000, 'ok', fail);
  expect(first).toEqual({
    outcome: 'recorded',
    monitorState: { state: 'down', ring: [[5_000, 'ok']], since: 5_000 },
  });
  const second = judge(first.outcome === 'recorded' ? first.monitorState : undefined, 15_000, 'ok', fail);
  expect(second).toMatchObject({ change: { state: 'up' } });
});

test('time in which nobody looked is known, a turn that was left out is not taken for it', () => {
  const monitorState: MonitorState = { state: 'up', ring: [[100_000, 'ok']] };
  expect(unwatchedMs(undefined, 200_000, 10_000)).toBe(0);
  expect(unwatchedMs(monitorState, 110_000, 10_000)).toBe(0);
  expect(unwatchedMs(monitorState, 130_000, 10_000)).toBe(0);
  expect(unwatchedMs(monitorState, 710_000, 10_000)).toBe(600_000);
});
