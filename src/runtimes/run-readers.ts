import type { RunKind } from '#catalog/service.ts';
import { compose } from './compose.ts';
import { docker } from './container.ts';
import { coolify } from './coolify.ts';
import { plain } from './plain.ts';
import { pm2 } from './pm2.ts';
import type { RunReader } from './run-reader.ts';
import { supervisor } from './supervisor.ts';
import { swarm } from './swarm.ts';
import { systemd } from './systemd.ts';
import { windows } from './windows.ts';

/** How each way of running is read on a host; platforms are read through their API as well, in platform probes. */
const runReaders: Readonly<Record<RunKind, RunReader>> = {
  systemd,
  supervisor,
  docker,
  compose,
  pm2,
  process: plain,
  windows,
  coolify,
  caprover: swarm,
};

export function runReaderOf(kind: RunKind): RunReader {
  return runReaders[kind];
}
