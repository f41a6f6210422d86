import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import type { Reply } from './health.ts';
import { siteText } from './nginx.ts';
import { reloadNginx } from './reload-nginx.ts';
import type { DemoService } from './service.ts';
import { envText } from './service-files.ts';
import type { DemoSystem } from './system.ts';
import { cacheUnit, nginxUnit } from './unit-texts.ts';
import { parseEnvironment } from './units/unit-file.ts';

/** One thing that can really be done to a service; whether it holds is read from the system, never remembered. */
export interface Fault {
  id: string;
  title: string;
  explains: string;
  fits?(service: DemoService): boolean;
  /** It breaks something around the process: mending it needs no restart of the service. */
  isOutside?: true;
  /** What users get once the fault is there to stay; without it, any answer that is not a healthy one. */
  isFelt?(reply: Reply): boolean;
  apply(system: DemoSystem, service: DemoService): Promise<void>;
  isActive(system: DemoSystem, service: DemoService): boolean;
}

// Longer than the proxy waits (3 s in nginx.ts): alive and correct, and of no use to anyone behind it.
const slowDelayMs = 4_000;
const brokenLine = "import { openLedger } from './ledger-v2.mjs';";

const faults: readonly Fault[] = [
  {
    id: 'stopped',
    title: 'Stop the process',
    explains: 'systemctl stop: nothing listens behind the proxy, which answers 502.',
    apply: (system, service) => system.units.get(service.unit).stop(),
    isActive: (system, service) => system.units.get(service.unit).active === 'inactive',
  },
  {
    id: 'wrong-port',
    title: 'Wrong port in nginx',
    isOutside: true,
    explains: 'The site file sends requests to a port where nobody listens; the service itself is well.',
    apply: async (system, service) => {
      const upstreamPort = await findFreePort(new Set(Object.values(system.ports)));
      await writeFile(service.siteFile, siteText(service, system.ports.nginx, upstreamPort));
      await reloadNginx(system);
    },
    isActive: (system, service) => read(service.siteFile) !== siteText(service, system.ports.nginx),
  },
  {
    id: 'hang',
    title: 'Hang',
    explains: 'The process is frozen (SIGSTOP): it runs and listens, and never answers.',
    apply: async (system, service) => {
      const unit = system.units.get(service.unit);
      if (unit.signal('SIGSTOP')) system.frozenPids.set(service.name, unit.mainPid);
    },
    isActive: (system, service) => {
      const pid = system.frozenPids.get(service.name);
      return pid !== undefined && pid === system.units.get(service.unit).mainPid;
    },
  },
  {
    id: 'crash',
    title: 'Crash at start',
    explains:
      'A bad deploy: the program imports a file that is not there, dies at every start, and systemd gives up.',
    apply: async (system, service) => {
      const program = join(service.directory, 'server.mjs');
      await writeFile(program, `${brokenLine}\n${await readFile(program, 'utf8')}`);
      await system.units.get(service.unit).restart();
    },
    isActive: (_system, service) => read(join(service.directory, 'server.mjs')).startsWith(brokenLine),
  },
  {
    id: 'dependency',
    title: 'Cache down',
    isOutside: true,
    explains: 'The cache it needs is stopped: the service runs and answers 503.',
    fits: (service) => service.needsCache,
    apply: (system) => system.units.get(cacheUnit).stop(),
    isActive: (system) => system.units.get(cacheUnit).active !== 'active',
  },
  {
    id: 'missing-env',
    title: 'Missing variable',
    explains: 'A required variable is gone from the .env file and the service was restarted.',
    apply: async (system, service) => {
      const variables = Object.entries(service.env).filter(([name]) => name !== service.requiredEnv[0]);
      await writeFile(service.envFile, envText(Object.fromEntries(variables)));
      await system.units.get(service.unit).restart();
    },
    isActive: (_system, service) => !(service.requiredEnv[0] in parseEnvironment(read(service.envFile))),
  },
  {
    id: 'port-taken',
    title: 'Port taken',
    explains:
      'A forgotten copy, started by hand, holds the port: the service cannot bind and systemd gives up.',
    apply: holdPort,
    isActive: (system, service) => system.forgottenCopies.has(service.name),
  },
  {
    id: 'slow',
    title: 'Slow',
    explains: `Every answer is right and takes ${slowDelayMs / 1_000} s: the proxy gives up before it comes and answers 504.`,
    isFelt: ({ status }) => status === 504, // the 502 of its restart is not yet it
    apply: async (system, service) => {
      await writeFile(service.envFile, envText({ ...service.env, RESPONSE_DELAY_MS: String(slowDelayMs) }));
      await system.units.get(service.unit).restart();
    },
    isActive: (_system, service) => 'RESPONSE_DELAY_MS' in parseEnvironment(read(service.envFile)),
  },
  {
    id: 'nginx-down',
    title: 'nginx down',
    isOutside: true,
    explains: 'The proxy is stopped: every site on the host refuses connections while the services are well.',
    apply: (system) => system.units.get(nginxUnit).stop(),
    isActive: (system) => system.units.get(nginxUnit).active !== 'active',
  },
];

export function faultsOf(service: DemoService): Fault[] {
  return faults.filter((fault) => fault.fits?.(service) ?? true);
}

async function holdPort(system: DemoSystem, service: DemoService): Promise<void> {
  const unit = system.units.get(service.unit);
  await unit.stop();
  const program = join(import.meta.dirname, 'backends/forgotten-copy.mjs');
  const copy = spawn(process.execPath, [program, String(service.port)], {
    detached: true,
    env: { TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { pid } = copy;
  if (pid === undefined)
    throw new Error('the forgotten copy could not be started: the machine may be out of processes');
  system.guard.watch(pid);
  system.forgottenCopies.set(service.name, copy);
  copy.once('exit', () => {
    system.guard.forget(pid);
    if (system.forgottenCopies.get(service.name) === copy) system.forgottenCopies.delete(service.name);
  });
  await Promise.race([once(copy.stdout, 'data'), once(copy, 'exit')]);
  unit.start();
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // whoever removed the file has broken the service all the more
  }
}
