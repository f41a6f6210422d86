import { expect, test } from 'vitest';
import type { Maintenance } from '#services/outages.ts';
import { maintenanceUntil } from './quiet.ts';

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
