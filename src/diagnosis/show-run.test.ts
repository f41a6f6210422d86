import { expect, test } from 'vitest';
import type { Verdict } from '#runbooks/verdict.ts';
import { concluded, couldNotLook, faulty, healthy, observed, sampleRun, started } from '#test/sample-runs.ts';
import { messagesOf } from './show-run.ts';

/** What the parts of a run's thread say about being shown in the channel as well. */
function shownInChannel(verdict: Verdict, broadcast?: boolean): string[] {
  const run = sampleRun(started, ...observed, concluded(verdict));
  const messages = messagesOf(run, 9, 'en', broadcast === undefined ? {} : { broadcast });
  expect(messages.map(({ id }) => id.replace(`${run.id}.`, ''))).toContain('verdict');
  return messages
    .filter(({ body }) => 'broadcast' in body && body.broadcast)
    .map(({ id }) => id.replace(`${run.id}.`, ''));
}

test('a verdict that finds something wrong is shown in the channel where that was chosen, and nothing else is', () => {
  expect(shownInChannel(faulty, true)).toEqual(['verdict']);
  // Only the first post can be: what is amended later stays where it stands.
  expect(shownInChannel({ ...faulty, provisional: true }, true)).toEqual(['verdict']);
});

test('what is well, what could not be looked at, and what nobody chose stays in its thread', () => {
  expect(shownInChannel(healthy, true)).toEqual([]);
  expect(shownInChannel(couldNotLook, true)).toEqual([]);
  expect(shownInChannel(faulty, false)).toEqual([]);
  expect(shownInChannel(faulty)).toEqual([]);
});
