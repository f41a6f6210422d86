import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '#base/phrase.ts';
import type { ListedOutage } from '../outage-commands.ts';
import type { Outage, OutageEvent } from '../events.ts';
import { validateMessage, validateView } from '@resus/sandbox/block-kit';
import { createFakeOutages } from '#test/outages/fake-outages.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { fitBody } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { homeView } from '#bot/cards/home-view.ts';
import {
  closestOutageServiceCard,
  misspeltOutageCard,
  outageWindowCard,
  whichOutageCard,
} from './outage-choice-card.ts';
import { outageChangedCard } from './outage-changed-card.ts';
import { outageListCard } from './outage-list-card.ts';
import { noOutageCard, openedCard } from './outage-opened-card.ts';
import { outageOptions, type OutageWindow, outageWindowView } from './outage-views.ts';

const now = 1_790_000_000_000;
const minuteMs = 60_000;
const fake = createFakeOutages({ now: () => now });
const verdict = {
  id: 'crash-at-start',
  outcome: 'faulty',
  headline: { en: 'payments-<backend> crashes', fr: 'payments-<backend> plante' },
  provisional: false,
  remedies: ['restart'],
} as const;
const had: readonly OutageEvent[] = [
  { type: 'diagnosis_asked', at: now, runId: 'run-1', why: { en: 'opened', fr: 'ouverte' } },
  { type: 'diagnosed', at: now, runId: 'run-1', verdict },
  { type: 'acknowledged', at: now, by: 'U0ROSA' },
  { type: 'assigned', at: now, by: 'U0ROSA', to: 'U0AMARA' },
  { type: 'severity_set', at: now, by: 'U0ROSA', severity: 'warning' },
  { type: 'silenced', at: now, by: 'U0ROSA', until: now + 30 * minuteMs },
];
const over: OutageEvent = { type: 'resolved', at: now + 12 * minuteMs, by: 'U0ROSA' };

const listed = (outage: Outage): ListedOutage => ({
  outage,
  link: `https://example.test/archives/${outage.id}`,
});
const api = listed(fake.begin('api'));
const worker = listed(fake.begin('worker', ...had));
const part = listed({ ...fake.begin('boutique'), under: api.outage.id });
const past = { outage: fake.begin('cache', over) };
const all = [worker, part, api, past];
const choices = [
  { label: 'api', words: `ack ${api.outage.id}` },
  { label: 'wo<rker', words: `ack ${worker.outage.id}` },
];

const cards: Readonly<Record<string, (locale: Locale) => MessageBody>> = {
  'outage-list': (locale) => outageListCard(all, now, locale),
  'outage-list-none-of': (locale) => outageListCard([past], now, locale, 'cache'),
  'outage-list-none': (locale) => outageListCard([], now, locale),
  'outage-which': (locale) => whichOutageCard(undefined, choices, 'ack', locale),
  'outage-unknown': (locale) => whichOutageCard('a<pu', choices, 'ack', locale),
  'outage-misspelt': (locale) => misspeltOutageCard('a<kc', choices, locale),
  'outage-no-service': (locale) => closestOutageServiceCard('a<pu', choices, locale),
  'outage-window-card': (locale) =>
    outageWindowCard('assign', { en: 'Who takes it?', fr: 'Qui s’en charge ?' }, locale),
  'outage-opened': (locale) => openedCard(api.outage, true, locale),
  'outage-joined': (locale) => openedCard(api.outage, false, locale),
  'outage-refused': (locale) =>
    outageChangedCard(
      {
        outcome: 'refused',
        message: { en: 'Seen <already> ({who}).', fr: 'Déjà <vue> ({who}).', with: { who: 'U0AMARA' } },
      },
      locale,
    ),
  'outage-none': (locale) => noOutageCard(undefined, locale),
  'outage-none-of': (locale) => noOutageCard('a<pu', locale),
};

const windows: readonly OutageWindow[] = [
  'open',
  'ack',
  'resolve',
  'assign',
  'silence',
  'severity',
  'postmortem',
];

const dir = join(import.meta.dirname, 'golden');
const isWriting = process.env['RESUS_GOLDEN'] === 'write';

function checkGolden(name: string, shown: unknown): void {
  const file = join(dir, `${name}.golden.json`);
  const text = `${JSON.stringify(shown, null, 2)}\n`;
  if (isWriting) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

function problemsOf(body: MessageBody): unknown {
  const { text, blocks } = fitBody(body.text, body.blocks);
  return validateMessage({ text, ...(blocks === undefined ? {} : { blocks: [...blocks] }) });
}

describe.each(locales)('cards of outages in %s', (locale) => {
  test.each(Object.keys(cards))('%s is as it was agreed, and Slack takes it', (name) => {
    const body = cards[name]?.(locale);
    if (body === undefined) throw new Error(name);
    expect(problemsOf(body)).toEqual([]);
    checkGolden(`${name}.${locale}`, body);
  });

  test.each(windows)('the window of %s is one Slack takes, with and without its outage', (verb) => {
    const place = { verb, channel: 'C0OPS', threadTs: '1763000000.000100' };
    const bare = outageWindowView(place, undefined, locale);
    const about = outageWindowView({ ...place, outageId: api.outage.id }, 'api', locale);
    for (const view of [bare, about]) expect(validateView(view)).toEqual([]);
    checkGolden(`outage-view-${verb}.${locale}`, bare);
  });

  test('the home tab has them at the top, each with what it needs', () => {
    const state = { latest: [], open: [], links: {}, outages: [api, worker] };
    const view = homeView(sampleCatalog(), state, 'http', locale);
    expect(validateView(view)).toEqual([]);
    checkGolden(`home-outages.${locale}`, view.blocks.slice(0, 4));
  });
});

describe('a storm of 200 outages', () => {
  const says = { en: 'psycopg & <more> '.repeat(100), fr: 'psycopg & <plus> '.repeat(100) };
  const storm = Array.from({ length: 200 }, (_, i) =>
    listed({
      ...api.outage,
      id: `out-${i}`,
      service: `a-service-with-a-name-as-long-as-they-come-${i}`,
      says,
    }),
  );

  test('is a list Slack takes, which says how many there are more', () => {
    const body = outageListCard(storm, now, 'en');
    expect(problemsOf(body)).toEqual([]);
    expect(body.text).toContain('200 outages are open');
    expect(JSON.stringify(fitBody(body.text, body.blocks).blocks)).toContain('and 172 more');
  });

  test('leaves room for the services in the home tab', () => {
    const view = homeView(sampleCatalog(), { latest: [], open: [], links: {}, outages: storm }, 'http', 'en');
    expect(validateView(view)).toEqual([]);
    expect(JSON.stringify(view)).toContain('188 more');
    expect(JSON.stringify(view)).toContain('Payments API');
  });

  test('is searched in, and options fit', () => {
    const found = outageOptions(storm, '', 'en');
    expect(found).toHaveLength(100);
    for (const { text, value, description } of found) {
      expect(Math.max(text.text.length, value.length, description?.text.length ?? 0)).toBeLessThanOrEqual(75);
    }
    expect(outageOptions(storm, 'COME-199', 'en').map(({ value }) => value)).toEqual(['out-199']);
  });
});
