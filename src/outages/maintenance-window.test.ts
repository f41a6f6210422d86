import { expect, test } from 'vitest';
import type { Maintenance } from '#catalog/outages.ts';
import { maintenanceUntil } from './maintenance-window.ts';

const until = (window: Maintenance, now: string): string | undefined => {
  const end = maintenanceUntil({ maintenance: [window], services: {} }, 'api', Date.parse(now));
  return end === undefined ? undefined : new Date(end).toISOString();
};

test('a window between two times holds from the first to before the second', () => {
  const window = { from: '2026-03-01T01:00:00Z', to: '2026-03-01T02:00:00Z' };
  expect(until(window, '2026-03-01T00:59:59Z')).toBeUndefined();
  expect(until(window, '2026-03-01T01:00:00Z')).toBe('2026-03-01T02:00:00.000Z');
  expect(until(window, '2026-03-01T02:00:00Z')).toBeUndefined();
});

test('a weekly window holds on its day, past midnight and past the end of the week', () => {
  const window = { on: ['sat' as const], at: '23:30', for: 2 * 3_600_000, zone: 'UTC' };
  expect(until(window, '2026-03-07T23:29:00Z')).toBeUndefined();
  expect(until(window, '2026-03-07T23:30:00Z')).toBe('2026-03-08T01:30:00.000Z');
  // Sunday, which begins the week.
  expect(until(window, '2026-03-08T01:29:00Z')).toBe('2026-03-08T01:30:00.000Z');
  expect(until(window, '2026-03-08T01:30:00Z')).toBeUndefined();
});

test('its hours are those of its zone, in summer and in winter', () => {
  const window = { on: ['mon' as const], at: '02:00', for: 3_600_000, zone: 'Europe/Paris' };
  expect(until(window, '2026-01-05T01:10:00Z')).toBe('2026-01-05T02:00:00.000Z');
  expect(until(window, '2026-07-06T00:10:00Z')).toBe('2026-07-06T01:00:00.000Z');
  expect(until(window, '2026-07-06T01:10:00Z')).toBeUndefined();
});

test('a service has its own windows beside those of all', () => {
  const window = { from: '2026-03-01T01:00:00Z', to: '2026-03-01T02:00:00Z' };
  const services = { api: { maintenance: [window] } } as never;
  const now = Date.parse('2026-03-01T01:30:00Z');
  expect(maintenanceUntil({ maintenance: [], services }, 'api', now)).toBeDefined();
  expect(maintenanceUntil({ maintenance: [], services }, 'web', now)).toBeUndefined();
});

const paris = (on: 'sat' | 'sun', at: string, hours: number): Maintenance => ({
  on: [on],
  at,
  for: hours * 3_600_000,
  zone: 'Europe/Paris',
});

test('it lasts as long as it says when clocks go forward, and begins though its hour is left out', () => {
  // 29 March 2026: at 01:00 UTC clocks go from 02:00 to 03:00.
  expect(until(paris('sun', '01:00', 2), '2026-03-29T01:30:00Z')).toBe('2026-03-29T02:00:00.000Z');
  expect(until(paris('sun', '01:00', 2), '2026-03-29T02:00:00Z')).toBeUndefined();
  expect(until(paris('sun', '02:30', 1), '2026-03-29T01:29:00Z')).toBeUndefined();
  expect(until(paris('sun', '02:30', 1), '2026-03-29T01:30:00Z')).toBe('2026-03-29T02:30:00.000Z');
  expect(until(paris('sat', '23:00', 5), '2026-03-29T02:59:00Z')).toBe('2026-03-29T03:00:00.000Z');
});

test('it is one window when clocks go back, though its hour comes twice', () => {
  // 25 October 2026: at 01:00 UTC clocks go from 03:00 to 02:00.
  const end = '2026-10-25T01:30:00.000Z';
  expect(until(paris('sun', '02:30', 1), '2026-10-25T00:30:00Z')).toBe(end);
  expect(until(paris('sun', '02:30', 1), '2026-10-25T01:10:00Z')).toBe(end);
  expect(until(paris('sun', '02:30', 1), '2026-10-25T01:30:00Z')).toBeUndefined();
  expect(until(paris('sun', '01:00', 2), '2026-10-25T01:00:00Z')).toBeUndefined();
  expect(until(paris('sat', '23:00', 5), '2026-10-25T01:59:00Z')).toBe('2026-10-25T02:00:00.000Z');
});

test('a window of a whole day ends when the next day of it begins', () => {
  const window = { on: ['sun' as const, 'mon' as const], at: '12:00', for: 24 * 3_600_000, zone: 'UTC' };
  expect(until(window, '2026-03-02T11:59:00Z')).toBe('2026-03-02T12:00:00.000Z');
  expect(until(window, '2026-03-03T11:59:00Z')).toBe('2026-03-03T12:00:00.000Z');
  expect(until(window, '2026-03-03T12:00:00Z')).toBeUndefined();
});
