import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '#base/phrase.ts';
import { outageOf } from './outage-history.ts';
import type { Outage, OutageEvent } from './events.ts';
import { validateMessage } from '@resus/sandbox/block-kit';
import { opened, seen, storyEvents, t0 } from '#test/outages/sample-story.ts';
import { fitBody } from '#slack/fit-limits.ts';
import { isFile, type MessageBody } from '#slack/message.ts';
import { messagesOfOutage } from './show-outage.ts';
import { scaled } from '#test/scaled.ts';

const id = 'outage-0123456789ab';
const golden = join(import.meta.dirname, 'cards', 'golden');
const at = (seconds: number): number => t0 + seconds * 1000;

function outage(events: readonly OutageEvent[]): Outage {
  const found = outageOf(id, events);
  if (found === undefined) throw new Error('no outage');
  return found;
}

const mention = (name: string): string => (name === 'sre' ? '<!subteam^S0SRE>' : name);

function shown(events: readonly OutageEvent[], locale: Locale, links: Readonly<Record<string, string>> = {}) {
  return messagesOfOutage(outage(events), events, { links, mention }, locale);
}

function bodyOf(message: ReturnType<typeof shown>[number] | undefined): MessageBody {
  if (message === undefined || isFile(message.body)) throw new Error('no message');
  return message.body;
}

function problemsOf(body: MessageBody): unknown {
  const { text, blocks } = fitBody(body.text, body.blocks);
  return validateMessage({ text, ...(blocks === undefined ? {} : { blocks: [...blocks] }) });
}

const called: readonly OutageEvent[] = [
  ...storyEvents.slice(0, 4),
  { type: 'escalated', at: at(700), level: 0, to: 'sre' },
  { type: 'reminded', at: at(900), to: [] },
  { type: 'assigned', at: at(905), by: 'U0ROSA', to: 'U0AMARA' },
  { type: 'assigned', at: at(910), by: 'U0SRE', to: 'U0SRE' },
  { type: 'reminded', at: at(4600), to: ['U0SRE'] },
  { type: 'silenced', at: at(4700), by: 'U0SRE', until: at(8000) },
  { type: 'gathered', at: at(4800), outageId: 'outage-2', service: 'sh<op' },
  {
    type: 'noted',
    at: at(4900),
    by: 'U0ROSA',
    says: { en: '“nobody can <pay>”', fr: '« personne ne peut <payer> »' },
  },
];
const overruled: readonly OutageEvent[] = [
  ...called,
  { type: 'resolved', at: at(5000), by: 'U0SRE', reason: 'a <planned> one' },
];
const stories = {
  'outage-parent-down': storyEvents.slice(0, 3),
  'outage-parent-waiting': storyEvents.slice(0, 7),
  'outage-parent-recovered': storyEvents.slice(0, 9),
  'outage-parent-over': storyEvents,
  'outage-parent-called': called,
  'outage-parent-overruled': overruled,
  'outage-parent-part': [
    ...storyEvents.slice(0, 4),
    { type: 'linked', at: at(20), under: 'outage-1', root: 'host/web-1' } as const,
  ],
};

describe.each(Object.entries(stories))('%s', (name, events) => {
  test.each(locales)('in %s', (locale) => {
    const links = { 'outage-1': 'https://example.test/archives/C0OPS/p1' };
    const messages = shown(events, locale, links);
    const text = `${JSON.stringify(messages, null, 2)}\n`;
    const file = join(golden, `${name}.${locale}.golden.json`);
    mkdirSync(golden, { recursive: true });
    if (process.env['RESUS_GOLDEN'] === 'write') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
    for (const message of messages) {
      const body = bodyOf(message);
      expect(problemsOf(body)).toEqual([]);
    }
  });
});

test('a service that flaps all night has a few notices, and a parent that counts', () => {
  const flaps = Array.from({ length: 60 }, (_, i) => [seen('up', 100 + i * 60), seen('down', 130 + i * 60)]);
  const messages = shown([opened(12), seen('down', 12), ...flaps.flat()], 'en');
  expect(bodyOf(messages[0]).blocks?.[0]).toMatchObject({
    text: { text: expect.stringContaining('failed again 60×') },
  });
  expect(messages.length).toBeLessThan(20);
});

test('without a channel there is nothing to show', () => {
  const { channel: _channel, ...nowhere } = opened(12) as Extract<OutageEvent, { type: 'opened' }>;
  expect(shown([nowhere], 'en')).toEqual([]);
});

test('what others say is cut, escaped and pings nobody', () => {
  const hostile = `<!channel> *bold* ${'&<>'.repeat(2_000)}`;
  const says = { en: '{hostile}', fr: '{hostile}', with: { hostile } };
  const many = Array.from({ length: 30 }, (_, i) =>
    seen('down', 12 + i, { fingerprint: `f${i}`, says, link: `https://example.test/${hostile}|x` }),
  );
  const parent = bodyOf(shown([opened(12, { says }), ...many], 'en')[0]);
  expect(problemsOf(parent)).toEqual([]);
  expect(JSON.stringify(parent)).not.toContain('<!channel>');
});

test('a week of flaps, many alerts with long links and a storm around it still make one readable message', () => {
  const flaps = Array.from({ length: 5_000 }, (_, i) => [
    seen('up', 100 + i * 60),
    seen('down', 130 + i * 60),
  ]);
  const says = { en: '{x}', fr: '{x}', with: { x: 'p99 latency of checkout '.repeat(40) } };
  const alerts = Array.from({ length: 50 }, (_, i) =>
    seen('down', 400_000 + i, {
      fingerprint: `f${i}`,
      says,
      link: `https://example.test/${'é'.repeat(i * 20)}`,
    }),
  );
  const others = Array.from({ length: 30 }, (_, i): OutageEvent => {
    return { type: 'gathered', at: at(400_100), outageId: `outage-${i}`, service: `service-${i}` };
  });
  const links = Object.fromEntries(
    others.map((_, i) => [`outage-${i}`, `https://example.test/archives/C0OPS/p17000000000${i}`]),
  );
  const silenced: OutageEvent = { type: 'silenced', at: at(12), by: 'U0SRE', until: at(600_000) };
  const events = [opened(12), seen('down', 12), ...flaps.flat(), ...alerts, ...others, silenced];
  const started = performance.now();
  const messages = shown(events, 'en', links);
  expect(performance.now() - started).toBeLessThan(scaled(5_000));
  const parent = bodyOf(messages[0]);
  expect(problemsOf(parent)).toEqual([]);
  const texts = (fitBody(parent.text, parent.blocks).blocks ?? []).flatMap((block) =>
    block.type === 'section' ? (block.text?.text ?? '') : '',
  );
  // Nothing is cut in the middle of an address.
  for (const text of texts) expect(text.replaceAll(/<[^<>|]+\|[^<>|]+>/g, '')).not.toMatch(/[<>]/);
  const whole = texts.join('\n');
  expect(whole).toContain('failed again 5000×');
  expect(whole).toContain('+47');
  expect(whole).toContain('+18');
  expect(whole).toContain('2026-11-27 01:40 UTC');
});
