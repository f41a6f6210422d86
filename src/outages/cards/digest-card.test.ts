import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import type { Digest, ServiceDigest } from '../report/digest.ts';
import { validateMessage } from '@resus/sandbox/block-kit';
import { limits } from '#slack/fit-limits.ts';
import { digestCard } from './digest-card.ts';

const from = Date.UTC(2026, 10, 16, 8);
const week = 7 * 86_400_000;
const seen = (results: number, bad: number) => ({ monitor: 'm', results, bad, mostMs: 900 });
const calm: Digest = {
  from,
  to: from + week,
  outages: 0,
  linked: 0,
  downMs: 0,
  relapses: 0,
  services: [
    { service: 'api', availability: seen(40_320, 0), outages: 0, downMs: 0, relapses: 0 },
    { service: 'worker', outages: 0, downMs: 0, relapses: 0 },
  ],
  fixes: [],
  expired: 0,
  ratings: { right: 0, wrong: 0 },
  open: [],
};
const rough: Digest = {
  ...calm,
  outages: 7,
  linked: 2,
  downMs: 8_052_000,
  relapses: 4,
  detect: { of: 6, medianMs: 12_400, worstMs: 63_000 },
  verdict: { of: 7, medianMs: 1300, worstMs: 8100 },
  approve: { of: 1, medianMs: 74_000, worstMs: 74_000 },
  recover: { of: 6, medianMs: 240_000, worstMs: 5_400_000 },
  services: [
    { service: 'api', availability: seen(40_320, 412), outages: 5, downMs: 6_300_000, relapses: 4 },
    { service: 'shop', availability: seen(40_320, 90), outages: 1, downMs: 1_352_000, relapses: 0 },
    { service: 'old<cms>', outages: 1, downMs: 400_000, relapses: 0 },
    { service: 'search', availability: seen(40_320, 1), outages: 0, downMs: 0, relapses: 0 },
    { service: 'mail', availability: seen(40_320, 0), outages: 0, downMs: 0, relapses: 0 },
    { service: 'wiki', availability: seen(40_320, 0), outages: 0, downMs: 0, relapses: 0 },
  ],
  fixes: [
    { action: 'restart', worked: 3, of: 4, medianMs: 13_000 },
    { action: 'free-disk', worked: 1, of: 1, medianMs: 41_000 },
    { action: 'rollback', worked: 0, of: 1 },
  ],
  expired: 2,
  ratings: { right: 5, wrong: 1 },
  open: [{ id: 'out-0123456789ab', service: 'old<cms>', downMs: 400_000 }],
};
const cards: Readonly<Record<string, Digest>> = { 'digest-calm': calm, digest: rough };

const dir = join(import.meta.dirname, 'golden');
const isWriting = process.env['RESUS_GOLDEN'] === 'write';

describe.each(locales)('the digest in %s', (locale) => {
  test.each(Object.entries(cards))('%s looks as agreed and Slack takes it', (name, digest) => {
    const card = digestCard(digest, locale);
    expect(
      validateMessage({ text: card.text, ...(card.blocks === undefined ? {} : { blocks: card.blocks }) }),
    ).toEqual([]);
    const file = join(dir, `${name}.${locale}.golden.json`);
    const text = `${JSON.stringify(card, null, 2)}\n`;
    if (isWriting) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('of 300 failing services and 60 actions is one message Slack takes, the worst first', () => {
    const services = Array.from(
      { length: 300 },
      (_, i): ServiceDigest => ({
        service: `service-with-a-rather-long-name-${i}`,
        availability: seen(40_320, 400 - i),
        outages: 3,
        downMs: 1000 * (400 - i),
        relapses: 1,
      }),
    );
    const fixes = Array.from({ length: 60 }, (_, i) => ({
      action: `action-${i}`,
      worked: 1,
      of: 2,
      medianMs: 1,
    }));
    const open = services.map(({ service, downMs }, i) => ({ id: `out-${i}`, service, downMs }));
    const card = digestCard({ ...rough, services, fixes, open }, locale);
    expect(
      validateMessage({ text: card.text, ...(card.blocks === undefined ? {} : { blocks: card.blocks }) }),
    ).toEqual([]);
    const shown = JSON.stringify(card.blocks);
    expect(shown).toContain('service-with-a-rather-long-name-0*');
    expect(shown).toContain('285');
    expect(shown.length).toBeLessThan(limits.shown);
  });
});
