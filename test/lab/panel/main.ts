import { join } from 'node:path';
import { runSandbox } from '@resus/sandbox/process.ts';
import { startLab } from './start-lab.ts';

/* The sandbox with real lab hosts in place of its demo services (`npm start -- --lab`). */
await runSandbox(({ dataDir, isWatched }) => startLab({ dataDir: join(dataDir, 'lab'), isWatched }));
