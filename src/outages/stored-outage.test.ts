import { expect, test } from 'vitest';
import { storedOutageEvent } from './stored-outage.ts';

const signal = {
  id: 's1',
  source: 'monitor',
  service: 'api',
  fingerprint: 'monitor/api/watch',
  state: 'down',
  at: 7,
  says: { en: 'HTTP 502', fr: 'HTTP 502' },
} as const;
const event = { type: 'seen', at: 7, signal } as const;

test('an event from before there were versions, which called it a sighting, is read as it is written now', () => {
  const older = JSON.stringify({ type: 'seen', at: 7, sighting: signal });
  expect(storedOutageEvent.read(older)).toEqual(event);
  expect(storedOutageEvent.read(storedOutageEvent.write(event))).toEqual(event);
});
