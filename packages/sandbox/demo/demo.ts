import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DemoPeople } from './catalog-text.ts';
import { readState, type DemoState } from './demo-state.ts';
import { faultsOf } from './faults.ts';
import { askUntil, describeReply, isHealthy, type Reply } from './health.ts';
import { mendService } from './mend.ts';
import { demoRoutes } from './routes.ts';
import type { DemoService } from './service.ts';
import { startHost } from './start-host.ts';
import { waitForPort } from './wait-for-port.ts';
import { watchState } from './watch-state.ts';

export interface DemoOptions {
  /** The demo's own directory: keys are kept in it, all else is written anew at every start. */
  dataDir: string;
  people?: DemoPeople;
  redisServer?: string | undefined;
  nginx?: string | undefined;
  /** The catalog has Resus check the services by itself; else nothing is noticed until somebody asks. */
  isWatched?: boolean;
}

/** Services that can be broken for real, with the catalog that describes them. */
export interface Breakable {
  catalogPath: string;
  state(): Promise<DemoState>;
  /** Does the real damage; resolves once users feel it. */
  break(service: string, fault: string): Promise<void>;
  /** Undoes every fault of a service; resolves once users are served again. */
  mend(service: string): Promise<void>;
  onChange(listener: (state: DemoState) => void): () => void;
  routes(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  stop(): Promise<void>;
}

export interface Demo extends Breakable {
  services(): DemoService[];
}

// Five starts of a crashing program and the slowest timeout of the proxy fit in this.
const effectTimeoutMs = 10_000;

/** Starts the demo's host: services, proxy, process manager and SSH server, all real, all on loopback. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const host = await startHost(options);
  const { system } = host;
  const read = () => readState(system, options.isWatched === true);
  const watch = watchState(read);
  const forgetUnits = system.units.onChange(() => watch.lookWhenSettled());

  function find(name: string): DemoService {
    const service = system.services.find((known) => known.name === name);
    if (service) return service;
    throw new Error(
      `the demo has no service "${name}": it has ${system.services.map((known) => known.name).join(', ')}`,
    );
  }

  async function waitFor(service: DemoService, isWanted: (reply: Reply) => boolean): Promise<void> {
    const { ports } = system;
    const reply = await askUntil(service, { nginxPort: ports.nginx, isWanted, timeoutMs: effectTimeoutMs });
    watch.lookSoon();
    if (isWanted(reply)) return;
    const found = isHealthy(reply) ? 'still answers as if nothing had happened' : describeReply(reply);
    throw new Error(
      `${service.name}: ${found} after ${effectTimeoutMs / 1_000} s; its log is ${service.logFile}`,
    );
  }

  // One change at a time: a mend that ran into a breakage half done would leave something of both.
  let lastChange: Promise<void> = Promise.resolve();
  function inTurn(change: () => Promise<void>): Promise<void> {
    const done = lastChange.then(change);
    lastChange = done.catch(() => {}); // its caller is told; the next one starts afresh
    return done;
  }

  async function breakNow(name: string, faultId: string): Promise<void> {
    const service = find(name);
    const known = faultsOf(service);
    const fault = known.find(({ id }) => id === faultId);
    if (!fault)
      throw new Error(
        `${name} cannot be broken by "${faultId}": it has ${known.map(({ id }) => id).join(', ')}`,
      );
    await fault.apply(system, service);
    await waitFor(service, (reply) => fault.isFelt?.(reply) ?? !isHealthy(reply));
  }

  async function mendNow(name: string): Promise<void> {
    const service = find(name);
    await mendService(system, service);
    await waitForPort(service.port, effectTimeoutMs); // asked earlier, the proxy would log errors of our making
    await waitFor(service, isHealthy);
  }

  const demo = {
    catalogPath: system.places.catalog,
    services: () => system.services,
    state: read,
    break: (name: string, faultId: string) => inTurn(() => breakNow(name, faultId)),
    mend: (name: string) => inTurn(() => mendNow(name)),
  };
  return {
    ...demo,
    onChange: (listener) => watch.onChange(listener),
    routes: demoRoutes(demo),
    stop: async () => {
      forgetUnits();
      watch.stop();
      await host.stop();
    },
  };
}
