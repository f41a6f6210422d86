import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { locales, type Phrase } from '#base/phrase.ts';
import { chanceOf } from '#test/chaos/chance.ts';
import type { ChartSample } from './outage-chart-cells.ts';
import type { ChartMark } from './outage-chart-marks.ts';
import { outageChart, type OutageChart } from './outage-chart.ts';
import { fonts, pngOf } from '#slack/pictures/png-of.ts';

const dir = join(import.meta.dirname, 'golden');
const isWriting = process.env['RESUS_GOLDEN'] === 'write';

const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);
const same = (text: string): Phrase => ({ en: text, fr: text });

/** A check every 15 s; `status` and `tookMs` say what came of it. */
function checks(
  from: number,
  to: number,
  seen: (ms: number, chance: () => number) => Omit<ChartSample, 'at'>,
  everyMs = 15_000,
): ChartSample[] {
  const chance = chanceOf(6);
  return Array.from({ length: Math.floor((to - from) / everyMs) }, (_, i) => ({
    at: from + i * everyMs,
    ...seen(from + i * everyMs, chance),
  }));
}

const [from, downAt, upAt, to] = [at('14:00:00'), at('14:10:15'), at('14:14:30'), at('14:25:00')];
const outage: OutageChart = {
  service: 'payments',
  from,
  to,
  samples: checks(from, to, (ms, chance) => {
    if (ms >= downAt && ms < upAt) return { status: 'bad', tookMs: 5_000 };
    if (ms >= at('14:20:00') && ms < at('14:20:30')) return { status: 'unknown', tookMs: 3 };
    const slow = ms > at('14:07:00') && ms < downAt ? (ms - at('14:07:00')) / 900 : 0;
    return { status: 'ok', tookMs: Math.round(40 + 25 * chance() + slow) };
  }),
  down: [{ from: downAt, to: upAt }],
  marks: [
    {
      at: at('14:06:20'),
      kind: 'deploy',
      label: {
        en: 'Deploy: 3f2a91c “faster search”',
        fr: 'Déploiement\u00A0: 3f2a91c «\u00A0faster search\u00A0»',
      },
    },
    {
      at: at('14:10:45'),
      kind: 'down',
      label: {
        en: 'Down: 3 of 5 checks failed, HTTP 502',
        fr: 'En panne : 3 contrôles sur 5 en échec, HTTP 502',
      },
    },
    {
      at: at('14:10:46'),
      kind: 'verdict',
      label: {
        en: 'The application crashes at start: a Python package is missing',
        fr: 'L’application plante au démarrage : un paquet Python manque',
      },
    },
    {
      at: at('14:13:10'),
      kind: 'approved',
      label: { en: 'Rollback approved by Rosa', fr: 'Retour arrière approuvé par Rosa' },
    },
    { at: at('14:13:11'), kind: 'action', label: { en: 'Rollback to 9be01d4', fr: 'Retour à 9be01d4' } },
    { at: at('14:14:30'), kind: 'up', label: { en: 'Up again', fr: 'De nouveau en service' } },
  ],
};

describe.each(locales)('the chart of an outage in %s', (locale) => {
  test('looks as agreed', () => {
    const { content, altText } = outageChart(outage, locale);
    const file = join(dir, `outage-chart.${locale}.golden.svg`);
    const shown = `${content}\n<!-- ${altText} -->\n`;
    if (isWriting) {
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, shown);
    }
    expect(shown).toBe(readFileSync(file, 'utf8'));
  });
});

/** Where everything ends up, measured by the program that draws it; the white ground is left out. */
function inkOf(svg: string): { left: number; right: number; bottom: number } {
  const box = new Resvg(svg.replace(/<rect width[^>]*>/, ''), { font: { fontFiles: [...fonts] } }).getBBox();
  if (box === undefined) throw new Error('nothing is drawn');
  return { left: box.x, right: box.x + box.width, bottom: box.y + box.height };
}

const sizeOf = (png: Uint8Array): { width: number; height: number } => ({
  width: Buffer.from(png).readUInt32BE(16),
  height: Buffer.from(png).readUInt32BE(20),
});
const day = 86_400_000;
const all = (svg: string, like: RegExp): number[][] =>
  [...svg.matchAll(like)].map(([, ...found]) => found.map(Number));

test('a phone can show it: wide enough for large type, not endless', async () => {
  const { width, height } = sizeOf(await pngOf(outageChart(outage, 'en').content));
  expect(width).toBe(1200);
  expect(height).toBeGreaterThan(1200);
  expect(height).toBeLessThan(1700);
});

test('the line has gaps where nothing good came back, and says nothing across them', () => {
  const paths = [...outageChart(outage, 'en').content.matchAll(/<path d="([^"]+)"[^>]*stroke="#1264a3"/g)];
  // Before the outage, after it, and after what could not be checked.
  expect(paths.map(([, d = '']) => d.split('L').length)).toEqual([41, 22, 18]);
});

test('thirty marks within seconds, with labels as wide as letters get, neither touch nor leave the picture', () => {
  const marks: ChartMark[] = Array.from({ length: 30 }, (_, i) => ({
    at: downAt + i * 500,
    kind: i % 3 === 0 ? 'down' : i % 3 === 1 ? 'up' : 'action',
    label: same(`${'MW@'.repeat(i)} iii ${'i'.repeat(99)} ${'W'.repeat(40)}`),
  }));
  const { content } = outageChart({ ...outage, marks }, 'en');
  const circles = all(content, /<circle cx="(\d+)" cy="(\d+)" r="29"/g);
  expect(circles).toHaveLength(24);
  const [row, column] = [circles.slice(0, 12), circles.slice(12)];
  for (const [i, [x = 0]] of row.slice(1).entries())
    expect(x - (row[i]?.[0] ?? 0)).toBeGreaterThanOrEqual(2 * 29);
  for (const [i, [, y = 0]] of column.slice(1).entries())
    expect(y - (column[i]?.[1] ?? 0)).toBeGreaterThanOrEqual(2 * 29);
  expect(content).toContain('… and 18 more in the thread');
  const { left, right, bottom } = inkOf(content);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(1200);
  expect(bottom).toBeLessThan(Number(/height="(\d+)"/.exec(content)?.[1]));
});

test('the first failure, the recovery and what was done stay when there are too many marks', () => {
  const flap = (i: number): ChartMark => ({
    at: downAt + i * 1000,
    kind: i % 2 === 0 ? 'down' : 'up',
    label: same(`flap ${i}`),
  });
  const action: ChartMark = { at: downAt + 15_500, kind: 'action', label: same('restart') };
  const { altText = '' } = outageChart(
    { ...outage, marks: [...Array.from({ length: 40 }, (_, i) => flap(i)), action] },
    'en',
  );
  for (const kept of ['flap 0', 'restart', 'flap 39']) expect(altText).toContain(kept);
});

test('five thousand checks become one small picture in which a single failed one is still seen', async () => {
  const start = at('00:00:00');
  const end = start + 5_000 * 15_000;
  const samples = checks(start, end, (ms, chance) =>
    ms === at('09:00:00') ? { status: 'bad', tookMs: 5_000 } : { status: 'ok', tookMs: 40 + 10 * chance() },
  );
  expect(samples).toHaveLength(5_000);
  const { content, altText } = outageChart(
    { ...outage, from: start, to: end, samples, down: [], marks: [] },
    'en',
  );
  expect(content.length).toBeLessThan(40_000);
  const [[x, , width] = [], ...others] = all(content, /<rect x="([\d.]+)" y="(776)" width="([\d.]+)"/g);
  expect(others).toEqual([]);
  expect(width).toBeGreaterThanOrEqual(6);
  expect(Math.abs((x ?? 0) - (176 + (9 / (5_000 / 240)) * 964))).toBeLessThan(4);
  expect(altText).toContain('5000 checks, 4999 good, 1 failed');
  expect((await pngOf(content)).length).toBeLessThan(300_000);
});

test('one answer a hundred times slower than the others is told with its time, and does not flatten them', () => {
  const samples = outage.samples.map((one, i) => ({
    ...one,
    status: 'ok' as const,
    tookMs: i === 50 ? 4_800 : 45,
  }));
  const { content } = outageChart({ ...outage, samples, down: [], marks: [] }, 'fr');
  expect(content).toContain('>4,8 s</text>');
  expect(content).toContain('>100 ms</text>');
});

test('what is older than single results is drawn from its minutes; several days are named at midnight', () => {
  const start = at('00:00:00') - 2 * day;
  const spans = Array.from({ length: 48 }, (_, i) => {
    const since = start + i * 3_600_000;
    return { from: since, to: since + 3_600_000, results: 240, bad: i === 7 ? 3 : 0, meanMs: 50, mostMs: 90 };
  });
  const samples = checks(at('00:00:00'), at('06:00:00'), () => ({ status: 'ok', tookMs: 50 }));
  const { content } = outageChart(
    { ...outage, from: start, to: at('06:00:00'), spans, samples, down: [], marks: [] },
    'en',
  );
  expect(content).toContain('19 Nov – 21 Nov 2026');
  for (const named of ['20 Nov', '21 Nov']) expect(content).toContain(`>${named}</text>`);
  expect(all(content, /<rect x="([\d.]+)" y="776"/g)).toEqual([[176 + Math.round((7 / 54) * 964 * 10) / 10]]);
});

test.each(locales)(
  'in a picture of several days each mark has its day, and all of it its place, in %s',
  (locale) => {
    const start = at('14:00:00') - 2 * day;
    const down = { from: start + 3_600_000, to: start + day + 3_600_000 };
    const marks = Array.from({ length: 6 }, (_, i) => ({
      at: start + i * 9 * 3_600_000,
      kind: 'action' as const,
      label: same('WWW '.repeat(12)),
    }));
    const { content, altText } = outageChart(
      {
        ...outage,
        from: start,
        to: at('14:00:00'),
        samples: [],
        spans: [],
        down: [down, { ...down, from: down.to, to: down.to + 60_000 }],
        marks,
      },
      locale,
    );
    const month = locale === 'en' ? 'Nov' : 'nov.';
    expect(content).toContain(`>19 ${month} 23:00</text>`);
    expect(content).toContain(locale === 'en' ? 'Down 2 times, 1 d in all' : 'En panne 2 fois, 1 j en tout');
    expect(altText).toContain(`19 ${month} 23:00 WWW`);
    expect(inkOf(content).right).toBeLessThanOrEqual(1200);
    // The longest of times does not run into what it is the time of.
    const times = all(content, /<text x="(\d+)"[^>]*>\d+ nov\.? \d\d:\d\d<\/text>/gi);
    const texts = all(content, /<text x="([\d.]+)"[^>]*>WWW/g);
    expect(times).toHaveLength(6);
    expect(Math.min(...texts.flat()) - Math.max(...times.flat())).toBeGreaterThan(260);
  },
);

test('still down, never down, never a good answer, three checks and none at all are pictures that say so', async () => {
  const open = outageChart({ ...outage, down: [{ from: downAt }] }, 'en');
  expect(open.content).toContain('Down since 14:10:15, for 14 min 45 s so far');
  const often = outageChart(
    {
      ...outage,
      down: [
        { from: downAt, to: downAt + 30_000 },
        { from: downAt + 60_000, to: upAt },
      ],
    },
    'fr',
  );
  expect(often.content).toContain('En panne 2 fois, 14:10:15 – 14:14:30 (3 min 45 s)');
  const samples = outage.samples.filter(({ status }) => status === 'bad');
  expect(outageChart({ ...outage, samples }, 'en').content).toContain('no good answer in this time');
  const few = { ...outage, down: [], marks: [] };
  expect(outageChart({ ...few, samples: outage.samples.slice(0, 3) }, 'en').altText).toContain(
    '3 checks, 3 good',
  );
  const none = outageChart({ ...few, samples: [] }, 'en');
  expect(none.content).toContain('Not down in this time');
  expect(none.altText).not.toContain('median');
  expect((await pngOf(none.content)).length).toBeGreaterThan(1_000);
});

test('markup and control characters in a label are text', async () => {
  const marks = [{ at: downAt, kind: 'down', label: same('<script>&"\u0000\uD800') }] as const;
  const { content } = outageChart({ ...outage, service: '<b>', marks }, 'en');
  expect(content).not.toMatch(/<script|<b>/);
  expect((await pngOf(content)).length).toBeGreaterThan(1_000);
});
