import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '#base/phrase.ts';
import type { Run } from '#diagnosis/events.ts';
import { validateMessage, validateView } from '@resus/sandbox/block-kit';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { planned, restartPlan, samplePlanRun } from '#test/sample-plans.ts';
import {
  concluded,
  couldNotLook,
  faulty,
  healthy,
  observation,
  observed,
  probes,
  sampleRun,
  started,
} from '#test/sample-runs.ts';
import type { MessageBody } from '#slack/message.ts';
import { cannotPostCard } from '#slack/cards/cannot-post-card.ts';
import { aboutWhichCard, closestCard } from '#slack/cards/closest-card.ts';
import { doctorCard } from '#doctor/cards/doctor-card.ts';
import { failureCard } from '#diagnosis/cards/failure-card.ts';
import { helpCard } from './help-card.ts';
import { homeRefusalView, homeView } from './home-view.ts';
import { noticeView, onItsWayCard } from '#slack/cards/notice-view.ts';
import { parentCard } from '#diagnosis/cards/parent-card.ts';
import { progressCard } from '#diagnosis/cards/progress-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { runGoneCard } from '#diagnosis/cards/run-gone-card.ts';
import { servicePickerCard, servicePickerView } from '#slack/cards/service-picker.ts';
import { servicesCard } from './services-card.ts';
import { misspeltCard } from './misspelt-card.ts';
import { statusCard } from './status-card.ts';
import { verdictCard } from '#diagnosis/cards/verdict-card.ts';

const waiting = sampleRun();
const looking = sampleRun(started, ...observed.slice(0, 3));
const done = sampleRun(started, ...observed, concluded(faulty));
const well = sampleRun(started, ...observed.slice(4, 5), concluded(healthy));
const blind = sampleRun(started, concluded(couldNotLook));
const early = sampleRun(started, ...observed.slice(0, 5), concluded({ ...faulty, provisional: true }));
const broken = sampleRun(started, {
  type: 'failed',
  at: 0,
  message: { en: 'Redis went <away>. Ask again.', fr: 'Redis est <parti>. Redemandez.' },
});
const manyHosts: Run = {
  ...done,
  probes: Array.from({ length: 30 }, (_, i) =>
    probes.slice(1, 4).map(({ probe }) => ({ probe, host: `web-${i + 1}` })),
  ).flat(),
  observations: Array.from({ length: 30 }, (_, i) =>
    ['process', 'listening', 'local'].map((probe) =>
      observation(probe, i % 7 === 2 ? 'bad' : 'ok', { en: 'seen', fr: 'vu' }, `web-${i + 1}`),
    ),
  ).flat(),
};

const verdictOf = (run: Run, locale: Locale): MessageBody => verdictCard(run, run.verdict ?? faulty, locale);

const parentLink = 'https://example.test/archives/C0OPS/p1763000000000100';
function earlierThan(run: Run, verdictId: string): Run {
  const { headline } = faulty;
  const at = run.askedAt - 4 * 60_000;
  return { ...run, earlier: { runId: 'run-ba9876543210', at, verdictId, headline, link: parentLink } };
}

const cards: Readonly<Record<string, (locale: Locale) => MessageBody>> = {
  'parent-asked': (locale) => parentCard(waiting, locale),
  'parent-looking': (locale) => parentCard(looking, locale),
  'parent-faulty': (locale) => parentCard(done, locale),
  'parent-healthy': (locale) => parentCard(well, locale),
  'parent-could-not-look': (locale) => parentCard(blind, locale),
  'parent-provisional': (locale) => parentCard(early, locale),
  'parent-failed': (locale) => parentCard(broken, locale),
  'progress-looking': (locale) => progressCard(looking, locale),
  'progress-done': (locale) => progressCard(done, locale),
  'progress-many-hosts': (locale) => progressCard(manyHosts, locale),
  'verdict-faulty': (locale) => verdictOf(done, locale),
  'verdict-same': (locale) => verdictCard(earlierThan(done, faulty.id), faulty, locale, parentLink),
  'verdict-other': (locale) => verdictCard(earlierThan(well, faulty.id), healthy, locale, parentLink),
  'verdict-healthy': (locale) => verdictOf(well, locale),
  'verdict-could-not-look': (locale) => verdictOf(blind, locale),
  'verdict-provisional': (locale) => verdictOf(early, locale),
  'verdict-many-hosts': (locale) => verdictOf(manyHosts, locale),
  failure: (locale) => failureCard(broken, locale),
  'cannot-post': (locale) => cannotPostCard('api', 'C0RANDOM', locale),
  closest: (locale) => closestCard('ap<i', ['api', 'worker'], locale),
  misspelt: (locale) =>
    misspeltCard(
      'dia<gnos',
      {
        press: [
          { word: 'diagnose', rest: 'api' },
          { word: 'doctor', rest: '' },
        ],
        type: ['freeze'],
      },
      locale,
    ),
  'closest-none': (locale) => closestCard('api', [], locale),
  'about-which': (locale) => aboutWhichCard(['api', 'worker'], '1763000000.000100', locale),
  'on-its-way': (locale) => onItsWayCard('api', 'C0OPS', locale),
  picker: servicePickerCard,
  services: (locale) => servicesCard(sampleCatalog(), [done], locale),
  doctor: (locale) =>
    doctorCard(
      [
        { ok: true, about: 'redis', says: 'Redis 7.0.15 answers.' },
        { ok: false, about: 'host web-<1>', says: 'connect ECONNREFUSED 192.0.2.5:22' },
      ],
      locale,
    ),
  'doctor-well': (locale) => doctorCard([{ ok: true, about: 'catalog', says: '3 services' }], locale),
  help: helpCard,
  'run-gone': runGoneCard,
  refusal: (locale) =>
    refusalCard(
      { en: 'Not after {time}: <{x}>', fr: 'Pas après {time} : <{x}>', with: { x: '&' } },
      0,
      locale,
    ),
  status: (locale) =>
    statusCard(
      {
        redis: { ok: true, says: [{ en: 'Redis 7.0.15 answers.', fr: 'Redis 7.0.15 répond.' }] },
        queues: [{ name: 'diagnose', waiting: 1, active: 2, failed: 0 }],
        pace: { edits: { left: 12, of: 20 }, pauses: [{ name: 'chat.postMessage/C0RANDOM', ms: 3100 }] },
        outbox: { threads: 1, dead: [{ channel: 'C0RANDOM', reason: 'is_archived', at: 0 }] },
      },
      { connected: 1, wanted: 2 },
      locale,
    ),
};

const dir = join(import.meta.dirname, 'golden');
/** `RESUS_GOLDEN=write npx vitest run …` renders them anew; the difference is for a person to read. */
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

describe.each(locales)('cards in %s', (locale) => {
  test.each(Object.keys(cards))('%s looks as agreed and Slack takes every form of it', (name) => {
    const card = cards[name]?.(locale);
    expect(card).toBeDefined();
    if (card === undefined) return;
    for (const blocks of [card.blocks, ...(card.plainer ?? [])])
      expect(validateMessage({ text: card.text, ...(blocks === undefined ? {} : { blocks }) })).toEqual([]);
    checkGolden(`${name}.${locale}`, card);
  });

  test('the service picker is a modal Slack takes', () => {
    const view = servicePickerView({ channel: 'C0OPS' }, locale);
    expect(validateView(view)).toEqual([]);
    checkGolden(`picker-view.${locale}`, view);
  });

  test('the home tab and its windows are views Slack takes', () => {
    const state = {
      latest: [done, { ...broken, service: 'worker' }],
      open: [{ ...looking, service: 'boutique' }],
      links: { [done.id]: 'https://example.test/archives/C0OPS/p1763000000000100' },
      status: { redis: { ok: true, says: [{ en: 'Redis 7.0.15 answers.', fr: 'Redis 7.0.15 répond.' }] } },
    };
    const views = {
      'home-view': homeView(sampleCatalog(), state, { connected: 2, wanted: 2 }, locale),
      'home-view-blind': homeView(sampleCatalog(), { latest: [], open: [], links: {} }, 'http', locale),
      'home-view-refused': homeRefusalView({ en: 'No <guests>.', fr: 'Pas d’<invités>.' }, locale),
      'notice-view': noticeView(onItsWayCard('api', 'C0OPS', locale), locale),
    };
    for (const [name, view] of Object.entries(views)) {
      expect({ name, problems: validateView(view) }).toEqual({ name, problems: [] });
      checkGolden(`${name}.${locale}`, view);
    }
  });

  test('the home tab of 300 failing services with long headlines is one Slack takes, what is broken first', () => {
    const catalog = sampleCatalog();
    const [api] = Object.values(catalog.services);
    if (api === undefined) throw new Error('the sample has services');
    const names = Array.from({ length: 300 }, (_, i) => `service-${i}`);
    const services = Object.fromEntries(names.map((name) => [name, { ...api, name }]));
    const said = 'psycopg & <more> '.repeat(100);
    const verdict = { ...faulty, headline: { en: said, fr: said } };
    const latest = names.slice(250).map((service) => ({ ...done, service, verdict }));
    const open = Array.from({ length: 300 }, () => looking);
    const view = homeView({ ...catalog, services }, { latest, open, links: {} }, 'http', locale);
    expect(validateView(view)).toEqual([]);
    expect(JSON.stringify(view.blocks[2])).toContain('service-250');
    expect(JSON.stringify(view)).toContain('230');
    const plan = samplePlanRun(planned(restartPlan));
    const plans = Array.from({ length: 20 }, (_, i) => ({ ...plan, id: `plan-${i}` }));
    const frozen = { by: 'U0SRE', reason: 'a deploy', at: 1 };
    const full = { latest, open, links: {}, plans, mine: ['plan-3', 'plan-9'], frozen };
    const busy = homeView({ ...catalog, services }, full, 'http', locale);
    expect(validateView(busy)).toEqual([]);
    checkGolden(`home-view-mine.${locale}`, busy.blocks.slice(0, 5));
  });
});

test('no card lets text of a host ping a channel', () => {
  const shown = JSON.stringify([
    verdictOf(done, 'en').text,
    parentCard(done, 'en'),
    progressCard(done, 'en'),
  ]);
  expect(shown).not.toContain('<!channel>');
});
