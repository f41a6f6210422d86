import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed, type Reading } from './need-kind.ts';

/**
 * A full one says so and closes before it is asked; what is written to it then would take its words away, so they are waited for
 * first. `quit` makes it close the connection, which ends the reading.
 */
const talk = `IFS= read -r -t 0.05 l <&3 && echo "$l"; printf 'version\\r\\nstats\\r\\nquit\\r\\n' >&3; grep -aE '^(VERSION|ERROR|CLIENT_ERROR|SERVER_ERROR|STAT (curr_connections|max_connections|accepting_conns) )' <&3`;

export const memcached = defineNeed({
  id: 'memcached',
  schema: z.strictObject(needFields),
  examples: [{ address: '127.0.0.1:11211' }, { url: 'env:CACHE_URL', unit: 'memcached' }],
  port: 11_211,
  usualUnit: 'memcached',
  talk,
  read,
});

function read(said: string): Reading {
  const stat = (name: string): number | undefined => {
    const value = new RegExp(`^STAT ${name} (\\d+)`, 'm').exec(said)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  // It turns a connection away with these words, or takes none any more until one is closed.
  const full = /^ERROR Too many open connections/m.test(said) || stat('accepting_conns') === 0;
  if (full) return { answers: false, outcome: 'full', full, error: 'Too many open connections' };
  const refusal = /^(?:SERVER_ERROR|CLIENT_ERROR) .*/m.exec(said)?.[0].trim();
  const version = /^VERSION (\S+)/m.exec(said)?.[1];
  if (version === undefined)
    return refusal === undefined
      ? { answers: undefined }
      : { answers: false, outcome: 'error', error: refusal };
  const connections = stat('curr_connections');
  const maxConnections = stat('max_connections');
  return {
    answers: true,
    outcome: 'up',
    version,
    full,
    ...(connections === undefined ? {} : { connections }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  };
}
