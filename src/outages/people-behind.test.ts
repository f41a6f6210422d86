import { expect, test } from 'vitest';
import { type OutageEvent, peopleBehind, type Signal } from './events.ts';

const says = { en: 'down', fr: 'en panne' };
const opened = (by?: string): OutageEvent => ({
  type: 'opened',
  at: 1,
  service: 'api',
  severity: 'critical',
  says,
  ...(by === undefined ? {} : { by }),
});
const seen = (source: Signal['source']): OutageEvent => ({
  type: 'seen',
  at: 2,
  signal: { id: 's', source, service: 'api', fingerprint: 'f', state: 'down', at: 2, says },
});
const holders = { generic: ['ci'], alertmanager: ['sre'] };

test('whoever opened an outage by hand stays behind it, even when a monitor sees it later', () => {
  expect(peopleBehind([opened('U0ROSA'), seen('monitor')], holders)).toEqual(['U0ROSA']);
});

test('the holders of the token that told it are behind it, unless Resus saw it by itself', () => {
  expect(peopleBehind([opened(), seen('generic')], holders)).toEqual(['people:ci']);
  expect(peopleBehind([opened(), seen('generic'), seen('alertmanager')], holders)).toEqual([
    'people:ci',
    'people:sre',
  ]);
  expect(peopleBehind([opened(), seen('generic'), seen('monitor')], holders)).toEqual([]);
});

test('nobody is behind what only machines told', () => {
  expect(peopleBehind([opened(), seen('monitor')], holders)).toEqual([]);
  expect(peopleBehind([opened(), seen('grafana')], holders)).toEqual([]);
});
