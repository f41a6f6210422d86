import { describe, expect, test } from 'vitest';
import { validateMessage } from '@resus/sandbox/block-kit';
import { allProbes } from '#probes/all-probes.ts';
import type { Run } from '../events.ts';
import { observation, sampleRun, started } from '#test/sample-runs.ts';
import { bytesOf, limits } from '#slack/fit-limits.ts';
import { progressCard } from './progress-card.ts';

const names = [...new Set(['access', ...allProbes.map(({ id }) => id)])].slice(0, 25);
const hosts = Array.from({ length: 50 }, (_, i) => `web-${i + 1}`);
const says = { en: 'active (running) since 3 days, 4 h', fr: 'actif depuis 3 jours et 4 h' };

function statusOf(host: string): 'bad' | 'unknown' | 'ok' {
  if (host === 'web-7') return 'bad';
  return host === 'web-31' ? 'unknown' : 'ok';
}

/** Fifty hosts with 25 probes each, of which so many have answered; one is stopped, one cannot be looked at. */
function fleetRun(answered: number): Run {
  const probes = hosts.flatMap((host) => names.map((probe) => ({ probe, host })));
  return {
    ...sampleRun(started),
    probes,
    observations: probes
      .slice(0, answered)
      .map(({ probe, host }) => observation(probe, statusOf(host), says, host)),
  };
}

describe('the progress of fifty hosts with 25 probes each', () => {
  test.each([0, 1, 600, 1_250])('after %i answers it is a message Slack takes', (answered) => {
    for (const locale of ['en', 'fr'] as const) {
      const card = progressCard(fleetRun(answered), locale);
      for (const blocks of [card.blocks, ...(card.plainer ?? [])])
        expect(validateMessage({ text: card.text, ...(blocks === undefined ? {} : { blocks }) })).toEqual([]);
      expect(bytesOf(JSON.stringify(card.blocks))).toBeLessThan(2 * limits.planBytes);
    }
  });

  test('is one line a probe, with the hosts that differ by name and the others by number', () => {
    const { blocks } = progressCard(fleetRun(1_250), 'en');
    const [plan] = blocks ?? [];
    expect(plan?.type === 'plan' ? plan.tasks : []).toHaveLength(25);
    expect(JSON.stringify(blocks)).toContain('1 bad (web-7), 1 could not look (web-31), 48 ok');
  });
});
