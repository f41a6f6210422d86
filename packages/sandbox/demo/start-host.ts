import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { catalogText, demoUser, sandboxPeople } from './catalog-text.ts';
import type { DemoOptions } from './demo.ts';
import { findFreePorts } from './free-port.ts';
import { startGuard } from './guard.ts';
import { askUntil, describeReply, isHealthy } from './health.ts';
import { findNginx, writeNginxConfig } from './nginx.ts';
import { claim } from './owner.ts';
import { placesIn, type Places } from './places.ts';
import { demoServices, type Ports } from './service.ts';
import { installService } from './service-files.ts';
import { loadOrMakeKey } from './ssh/ssh-keys.ts';
import { startSshServer } from './ssh/ssh-server.ts';
import type { DemoSystem } from './system.ts';
import { cacheUnit, nginxUnit, writeUnits } from './unit-texts.ts';
import { serveControl } from './units/control.ts';
import { Units } from './units/units.ts';
import { waitForPort } from './wait-for-port.ts';
import { writeShims } from './write-shims.ts';

export interface DemoHost {
  system: DemoSystem;
  stop(): Promise<void>;
}

const readyTimeoutMs = 10_000;

/** Brings the demo's host up from nothing and waits until every service answers through the proxy. */
export async function startHost(options: DemoOptions): Promise<DemoHost> {
  const places = placesIn(resolve(options.dataDir));
  await claim(places);
  // A unix socket's path may be about 100 bytes long, which a clone's path can exceed: it lives in the system's own place.
  const scratch = await mkdtemp(join(tmpdir(), 'resus-demo-'));
  const guard = startGuard(scratch);
  const control = join(scratch, 'control');
  try {
    const [hostKey, clientKey, nginx] = await Promise.all([
      loadOrMakeKey(places.keys, 'host_key'),
      loadOrMakeKey(places.keys, 'client_key'),
      findNginx(places, options.nginx),
    ]);
    const ports = await choosePorts();
    const services = demoServices(places, ports);
    await Promise.all([
      ...services.map((service) => installService(service, ports.nginx)),
      writeUnits(places, services, { nginx, cachePort: ports.cache, redisServer: options.redisServer }),
      writeShims(places.shims, { nginxCommand: nginx.command }),
      mkdir(places.home, { recursive: true }),
    ]);
    await writeNginxConfig(places, nginx, ports.nginx);
    const units = new Units(places.unitFiles, guard);
    const system = {
      places,
      ports,
      services,
      units,
      guard,
      frozenPids: new Map(),
      forgottenCopies: new Map(),
    };
    const [controlServer, ssh] = await Promise.all([
      serveControl(units, control),
      startSshServer({
        hostKey,
        clientKey,
        user: demoUser,
        environment: sessionEnvironment(places, control),
        directory: places.home,
        guard,
      }),
    ]);
    const people = options.people ?? sandboxPeople;
    await writeFile(
      places.catalog,
      catalogText({
        places,
        ports,
        services,
        people,
        sshPort: ssh.port,
        hostKey,
        clientKey,
        isWatched: options.isWatched === true,
      }),
    );
    await writeFile(places.owner, control);
    await bringUp(system);
    return {
      system,
      stop: async () => {
        await ssh.stop();
        await units.stopAll();
        controlServer.close();
        await guard.close();
        await rm(places.owner, { force: true });
      },
    };
  } catch (error) {
    await guard.close(); // ends what had already started
    throw error;
  }
}

async function choosePorts(): Promise<Ports> {
  const [api = 0, shop = 0, cache = 0, nginx = 0] = await findFreePorts(4);
  return { api, shop, cache, nginx };
}

/**
 * Starts the units in the order of their needs, each when what it needs accepts connections: a demo whose logs begin
 * with refused connections would show its first visitor the traces of an outage that never was.
 */
async function bringUp({ units, services, ports }: DemoSystem): Promise<void> {
  for (const name of [nginxUnit, cacheUnit]) units.get(name).start();
  await waitForPort(ports.cache, readyTimeoutMs);
  for (const service of services) units.get(service.unit).start();
  for (const service of services) {
    await waitForPort(service.port, readyTimeoutMs);
    const reply = await askUntil(service, {
      nginxPort: ports.nginx,
      isWanted: isHealthy,
      timeoutMs: readyTimeoutMs,
    });
    if (isHealthy(reply)) continue;
    const said = units.journal.entries().map(({ unit, message }) => `${unit}: ${message}`);
    throw new Error(
      `the demo's ${service.name} does not come up: ${describeReply(reply)}. Its units said:\n${said.slice(-20).join('\n')}`,
    );
  }
}

/** What a command over SSH finds in its environment: nothing of ours but the way to the demo's own tools. */
function sessionEnvironment(places: Places, control: string): Record<string, string> {
  const system = [
    '/usr/local/sbin',
    '/usr/local/bin',
    '/usr/sbin',
    '/usr/bin',
    '/sbin',
    '/bin',
    '/opt/homebrew/bin',
  ];
  return {
    PATH: [places.shims, ...system].join(':'),
    HOME: places.home,
    USER: demoUser,
    LOGNAME: demoUser,
    SHELL: '/bin/sh',
    TZ: 'UTC',
    RESUS_DEMO_CONTROL: control,
  };
}
