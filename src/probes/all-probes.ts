import { listening } from './listening.ts';
import { local } from './local.ts';
import { logs } from './logs.ts';
import type { Probe } from './probe.ts';
import { processProbe } from './process.ts';
import { proxy } from './proxy.ts';
import { edge, publicProbe } from './public.ts';

/** Everything Resus can look at. Which of it applies to a service, each probe decides itself. */
export const allProbes: readonly Probe[] = [processProbe, listening, local, proxy, publicProbe, edge, logs];
