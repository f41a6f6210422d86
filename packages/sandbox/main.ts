import { join } from 'node:path';
import { startDemo } from './demo/demo.ts';
import { runSandbox } from './process.ts';

/* The sandbox as a process of its own, so that the bot meets it only over the wire. */
await runSandbox(({ dataDir, isWatched }) =>
  startDemo({
    dataDir: join(dataDir, 'demo'),
    redisServer: process.env['RESUS_REDIS_SERVER'],
    nginx: process.env['RESUS_NGINX'],
    isWatched,
  }),
);
