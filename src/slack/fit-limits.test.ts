import { describe, expect, test } from 'vitest';
import { validateMessage } from '@resus/sandbox/block-kit';
import { concluded, faulty, observed, sampleRun, started } from '#test/sample-runs.ts';
import { section } from './cards/blocks.ts';
import { progressCard } from '#diagnosis/cards/progress-card.ts';
import { verdictCard } from '#diagnosis/cards/verdict-card.ts';
import { fitBody, limits } from './fit-limits.ts';

const long = 'é&<>"'.repeat(800);

describe('no message is refused for its size', () => {
  test('text is cut by bytes, not in the middle of an entity', () => {
    const { text } = fitBody('&amp;é'.repeat(3000), undefined);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(limits.textBytes);
    expect(text).toMatch(/(?:&amp;|é)…$/);
  });

  test('what fits is left as it is', () => {
    const blocks = Array.from({ length: limits.blocks }, (_, i) => section(`line ${i}`));
    expect(fitBody('short', blocks)).toEqual({ text: 'short', blocks });
  });

  test('too many blocks lose their end, and the message says so', () => {
    const blocks = Array.from({ length: 60 }, (_, i) => section(`line ${i}`));
    const fitted = fitBody('short', blocks);
    expect(fitted.blocks).toHaveLength(limits.blocks);
    expect(JSON.stringify(fitted.blocks?.at(-1))).toContain('shortened');
    expect(validateMessage(fitted)).toEqual([]);
  });

  test('too much text in all loses its end, and the message says so', () => {
    const blocks = Array.from({ length: 10 }, () => section('x'.repeat(2900)));
    const fitted = fitBody('short', blocks);
    expect(fitted.blocks?.length).toBeLessThan(10);
    expect(validateMessage(fitted)).toEqual([]);
  });

  test('a verdict with far too much of everything still has its headline, its proof and its remedies', () => {
    const proof = Array.from({ length: 40 }, () => ({
      probe: 'logs',
      host: 'web-1',
      source: long,
      quote: long,
    }));
    const fat = {
      ...faulty,
      headline: { en: long, fr: long },
      proof,
      symptoms: [],
      remedies: faulty.remedies,
    };
    const verdict = {
      ...fat,
      otherCauses: Array.from({ length: 20 }, () => fat),
      symptoms: Array.from({ length: 20 }, () => fat),
      warnings: Array.from({ length: 20 }, () => fat),
      ruledOut: Array.from({ length: 200 }, () => ({
        id: 'x',
        layer: 'port',
        title: fat.headline,
        because: ['process'],
      })),
      unknown: Array.from({ length: 200 }, () => ({ probe: long, host: long, why: fat.headline })),
    };
    const run = sampleRun(started, ...observed, concluded(verdict));
    const { text, blocks } = verdictCard(run, verdict, 'en');
    const fitted = fitBody(text, blocks);
    expect(validateMessage(fitted)).toEqual([]);
    expect(JSON.stringify(fitted.blocks)).toContain('remedy.1');
    expect(JSON.stringify(fitted.blocks)).toContain('collect_logs');
  });

  test('the progress of 3 probes on 200 hosts is one plan that Slack takes, and so is its plainer form', () => {
    const names = Array.from({ length: 200 }, (_, i) => `web-${i}.with-a-rather-long-name.example.test`);
    const probes = names.flatMap((host) =>
      ['process', 'listening', 'logs'].map((probe) => ({ probe, host })),
    );
    const run = sampleRun({ type: 'started', at: 0, probes });
    const card = progressCard(run, 'fr');
    expect(card.blocks?.[0]).toMatchObject({ type: 'plan' });
    for (const blocks of [card.blocks, card.plainer?.[0]])
      expect(validateMessage(fitBody(card.text, blocks))).toEqual([]);
  });
});
