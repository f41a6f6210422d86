import { describe, expect, test } from 'vitest';
import type { Outage } from '#outages/events.ts';
import { createFakeOutages } from '#test/outages/fake-outages.ts';
import { readOutageWords } from './parse-outage-command.ts';
import { type Around, whichOutage } from './find-outage.ts';

const fake = createFakeOutages({ now: () => 1_790_000_000_000 });
const api = fake.begin('api');
const worker = fake.begin('worker');
const resolved = { type: 'resolved', at: 1_790_000_000_000, by: 'U0ROSA' } as const;
const boutique = fake.begin('boutique', resolved);

function said(list: readonly Outage[]): string {
  return list.map(({ service }) => service).join(' ');
}

function meant(text: string, around: Around): string {
  const which = whichOutage(readOutageWords(text, 'U0ROSA'), around);
  if ('none' in which) return `none ${which.asked ?? ''}`.trim();
  if ('choices' in which) return `${said(which.choices)}? ${which.asked ?? ''}`.trim();
  return [which.found.service, ...which.rest].join(' ');
}

describe('which outage is meant', () => {
  test('none where none is open', () => {
    expect(meant('ack', { listed: [boutique] })).toBe('none');
    expect(meant('ack apu', { listed: [boutique] })).toBe('none apu');
  });

  test('the only one, when the name is left out', () => {
    expect(meant('ack', { listed: [api, boutique] })).toBe('api');
    expect(meant('resolve a cable was loose', { listed: [api] })).toBe('api a cable was loose');
    expect(meant('postmortem', { listed: [boutique] })).toBe('boutique');
  });

  test('asked about, when several are open', () => {
    expect(meant('ack', { listed: [api, worker, boutique] })).toBe('api worker?');
    expect(meant('resolve loose cable', { listed: [api, worker] })).toMatch(/\? loose$/);
  });

  test('by its service or its id', () => {
    const around = { listed: [api, worker, boutique] };
    expect(meant('ack Worker', around)).toBe('worker');
    expect(meant(`resolve ${worker.id} loose cable`, around)).toBe('worker loose cable');
    expect(meant('resolve worker loose cable', around)).toBe('worker loose cable');
    expect(meant('postmortem boutique', around)).toBe('boutique');
    expect(meant('ack boutique', { listed: [api], named: boutique })).toBe('boutique');
  });

  test('a slip of a name is asked about, also where only one is open', () => {
    expect(meant('ack apu', { listed: [api, worker] })).toMatch(/^api.*\? apu$/);
    expect(meant('resolve apu', { listed: [api] })).toBe('api? apu');
    expect(meant('resolve up again', { listed: [api] })).toBe('api up again');
  });

  test('in its own thread the outage is its own, unless another is named', () => {
    const around = { own: api, listed: [api, worker] };
    expect(meant('ack', around)).toBe('api');
    expect(meant('ack worker', around)).toBe('worker');
    expect(meant('resolve', around)).toBe('api');
    expect(meant('resolve worker was restarted', around)).toBe('api worker was restarted');
    expect(meant('resolve worker', around)).toBe('worker');
    expect(meant('resolve api was restarted', around)).toBe('api was restarted');
    expect(meant(`resolve ${worker.id} was restarted`, around)).toBe('worker was restarted');
    expect(meant('resolve boutique', { own: api, listed: [api, boutique] })).toBe('api boutique');
  });
});
