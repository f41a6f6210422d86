import { describe, expect, test } from 'vitest';
import type { Run } from '../events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { concluded, faulty, observation, sampleRun, started } from '#test/sample-runs.ts';
import { verdictCard } from './verdict-card.ts';

const shownOf = (run: Run, verdict: Verdict): string =>
  JSON.stringify(verdictCard(run, verdict, 'en').blocks);
const runOn = (hosts: readonly string[], ...observed: Run['observations']): Run => ({
  ...sampleRun(started, concluded(faulty)),
  probes: hosts.map((host) => ({ probe: 'process', host })),
  observations: observed,
});
const fifty = Array.from({ length: 50 }, (_, i) => `web-${i + 1}`);

const at = (id: string, layer: string) => ({
  id,
  layer,
  title: { en: `no ${id}`, fr: `pas de ${id}` },
  because: [`process.${id} = true`],
});

const because = (i: number) => ({
  probe: 'logs',
  host: 'web-1',
  why: { en: `reason ${i}`, fr: `raison ${i}` },
});

describe('a verdict over many hosts', () => {
  test('has one line for the hosts that differ and counts the others', () => {
    const verdict = { ...faulty, hosts: ['web-1', 'web-3'], symptoms: [], otherCauses: [] };
    expect(shownOf(runOn(fifty), verdict)).toContain('*web-1, web-3*: Crash at start; 48 others fine');
  });

  test('does not call a host fine that could not be looked at, nor one with a symptom', () => {
    const [symptom] = faulty.symptoms;
    if (symptom === undefined) throw new Error('the sample has a symptom');
    const verdict = {
      ...faulty,
      hosts: ['web-1'],
      symptoms: [{ ...symptom, hosts: ['web-2'] }],
      otherCauses: [],
    };
    const lost = observation('access', 'bad', { en: 'refused', fr: 'refusé' }, 'web-3');
    const shown = shownOf(runOn(fifty, lost), verdict);
    expect(shown).toContain('*web-1*: Crash at start');
    expect(shown).toContain('*web-2*: The proxy has nothing behind it');
    expect(shown).toContain('*web-3*: could not be looked at; 47 others fine');
  });

  test('says nothing about hosts when all of them are the same', () => {
    expect(
      shownOf(runOn(['web-1', 'web-2']), { ...faulty, hosts: ['web-1', 'web-2'], otherCauses: [] }),
    ).not.toContain('others fine');
  });
});

describe('what a verdict is not sure of', () => {
  const run = runOn(['web-1']);

  test('what was ruled out is told by title, the nearest to the root first, six of them', () => {
    const layers = ['edge', 'host', 'code', 'process', 'port', 'proxy', 'application'];
    const shown = shownOf(run, { ...faulty, ruledOut: layers.map((layer) => at(layer, layer)) });
    expect(shown).toContain(
      '*Ruled out*: no process, no code, no port, no application, no proxy, no edge + 1 more in the evidence file',
    );
    expect(shown).not.toContain('process.code');
  });

  test('what could not be checked is one line a reason, five at most', () => {
    const same = { en: 'needs sudo', fr: 'demande sudo' };
    const shown = shownOf(run, {
      ...faulty,
      unknown: [
        { probe: 'logs', host: 'web-1', why: same },
        { probe: 'oom', host: 'web-1', why: same },
        ...Array.from({ length: 6 }, (_, i) => because(i)),
      ],
    });
    expect(shown).toContain('• Logs, Out of memory: needs sudo');
    expect(shown).toContain('reason 3');
    expect(shown).not.toContain('reason 4');
    expect(shown).toContain('+ 2 more in the evidence file');
  });

  test('a likely verdict names what it could not look at', () => {
    const shown = shownOf(run, { ...faulty, confidence: 'likely' });
    expect(shown).toContain('Confidence: likely: could not look at Dependencies: redis');
    expect(shownOf(run, faulty)).toContain('Confidence: certain: everything that matters was seen');
  });

  test('only a final verdict asks whether it was right, with plain buttons for who has no others', () => {
    const card = verdictCard(run, faulty, 'en');
    expect(card.blocks?.at(-1)).toMatchObject({ type: 'context_actions' });
    expect(card.plainer?.[0]?.at(-1)).toMatchObject({ type: 'actions' });
    expect(verdictCard(run, { ...faulty, provisional: true }, 'en').plainer).toBeUndefined();
  });
});
