import { setTimeout as delay } from 'node:timers/promises';
import { createQuietLog } from '#test/quiet-log.ts';
import { concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { startWork } from '#test/slack-work.ts';

/** A worker in a process of its own, to be killed: `node worker-process.ts redisUrl botToken apiUrl lookMs`. */
const [redisUrl = '', botToken = '', apiUrl = '', lookMs = '0'] = process.argv.slice(2);

startWork({
  redisUrl,
  botToken,
  apiUrl,
  log: createQuietLog(),
  diagnose: async (_request, tell) => {
    tell(started);
    for (const event of observed) {
      await delay(Number(lookMs) / observed.length);
      tell(event);
    }
    tell(concluded(faulty));
  },
});
process.send?.('ready');
