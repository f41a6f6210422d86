import { expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { exitCodeOfOutcome } from '#cli/exit-codes.ts';
import type { Observation } from '#catalog/observation.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { seen } from './facts.ts';

const { diagnosis } = loadRunbooks();
const hosts = Array.from({ length: 9 }, (_, i) => `web-${i + 1}`);

/** Nine hosts and the look from outside, all well. */
const allWell: readonly Observation[] = [
  ...seen({}).filter(({ host }) => host === undefined),
  ...hosts.flatMap((name) =>
    seen({}).flatMap((one) => (one.host === undefined ? [] : [{ ...one, host: name }])),
  ),
];

/** As a look comes back that did not end in time. */
function lost(one: Observation): Observation {
  return {
    ...one,
    status: 'unknown',
    facts: {},
    evidence: [],
    says: { en: 'no answer', fr: 'sans réponse' },
  };
}

function unless(isSeen: (one: Observation) => boolean): Observation[] {
  return allWell.map((one) => (isSeen(one) ? one : lost(one)));
}

function decide(observations: readonly Observation[]): Verdict {
  return decideVerdict(diagnosis, observations, { service: 'Payments API', hosts, remedy: () => undefined });
}

const inTrouble = new Set(['web-2', 'web-5', 'web-8']);

test('seen on every host and from outside it is healthy', () => {
  expect(decide(allWell)).toMatchObject({ id: 'healthy', outcome: 'healthy' });
  expect(decide(allWell).unseenHosts).toBeUndefined();
});

test('three of nine hosts that could not be looked at in time are no healthy service', () => {
  const verdict = decide(unless(({ host }) => host === undefined || !inTrouble.has(host)));
  expect(verdict).toMatchObject({
    id: 'not-all-seen',
    outcome: 'could_not_look',
    confidence: 'unsure',
    remedies: [],
    unseenHosts: ['web-2', 'web-5', 'web-8'],
    headline: {
      en: '{service} answers from outside; {unseen} of {all} hosts not seen: {names}.',
      with: { unseen: 3, all: 9, names: 'web-2, web-5, web-8' },
    },
  });
  expect(exitCodeOfOutcome[verdict.outcome]).toBe(3);
});

test('an answer from outside alone says nothing about the inside', () => {
  const verdict = decide(unless(({ host }) => host === undefined));
  expect(verdict.headline.en).toBe('{service} answers from outside; nobody could look inside.');
  expect(verdict.outcome).toBe('could_not_look');
});

test('what nobody could see from outside is not healthy either', () => {
  const verdict = decide(unless(({ probe }) => probe !== 'public'));
  expect(verdict).toMatchObject({ id: 'not-all-seen', outcome: 'could_not_look' });
  expect(verdict.headline.en).toBe('{service} is well on its hosts; nobody could look from outside.');
});

test.each([
  ['the process alone', (one: Observation) => one.probe !== 'process', 'healthy'],
  ['the local answer alone', (one: Observation) => one.probe !== 'local', 'could_not_look'],
  [
    'process and local answer',
    ({ probe }: Observation) => probe !== 'process' && probe !== 'local',
    'could_not_look',
  ],
  ['the logs', (one: Observation) => one.probe !== 'logs', 'healthy'],
] as const)('with %s unseen on one host', (_what, isSeen, outcome) => {
  expect(decide(unless((one) => one.host !== 'web-4' || isSeen(one))).outcome).toBe(outcome);
});

test('what is wrong is told, whatever else was not seen', () => {
  const stopped = allWell.map((one): Observation => {
    if (one.host === 'web-2') return lost(one);
    if (one.host !== 'web-1' || one.probe !== 'process') return one;
    return { ...one, status: 'bad', facts: { ...one.facts, state: 'stopped', substate: 'dead' } };
  });
  const verdict = decide(stopped);
  expect(verdict).toMatchObject({ outcome: 'faulty', unseenHosts: ['web-2'] });
});
