import { expect, test } from 'vitest';
import { Tickets } from './tickets.ts';

const minuteMs = 60_000;
const idOf = (url: string): string => url.slice('http://x/response/'.length);

test('a trigger lives three seconds and is spent once', () => {
  let now = 1_000_000;
  const tickets = new Tickets(() => now);
  const [first, second] = [tickets.trigger('U0ROSA'), tickets.trigger('U0ROSA')];
  now += 3000;
  expect(tickets.spend(first)).toEqual({ user: 'U0ROSA' });
  expect(tickets.spend(first)).toEqual({ error: 'exchanged_trigger_id' });
  now += 1;
  expect(tickets.spend(second)).toEqual({ error: 'expired_trigger_id' });
  expect(tickets.spend('made.up')).toEqual({ error: 'invalid_trigger_id' });
});

test('a response url answers five times within thirty minutes', () => {
  let now = 1_000_000;
  const tickets = new Tickets(() => now);
  const place = { user: 'U0ROSA', channel: 'C0OPS' };
  const [often, late] = [tickets.responseUrl(place, 'http://x'), tickets.responseUrl(place, 'http://x')].map(
    idOf,
  );
  const uses = Array.from({ length: 6 }, () => tickets.answer(String(often)));
  expect(uses).toEqual([...Array.from({ length: 5 }, () => ({ place })), { error: 'used_url' }]);
  now += 30 * minuteMs;
  expect(tickets.answer(String(late))).toEqual({ place });
  now += 1;
  expect(tickets.answer(String(late))).toEqual({ error: 'expired_url' });
});
