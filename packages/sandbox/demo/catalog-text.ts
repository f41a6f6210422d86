import { stringify } from 'yaml';
import type { Places } from './places.ts';
import { publicUrl, type DemoService, type Ports } from './service.ts';
import type { SshKey } from './ssh/ssh-keys.ts';
import { cacheUnit } from './unit-texts.ts';

/** Who approves in the sandbox: names of the catalog's `people`, each a Slack user group or Slack user ids. */
export type DemoPeople = Record<string, { slack_group: string } | { users: string[] }>;

export const sandboxPeople: DemoPeople = { sre: { slack_group: 'S0SRE' } };

export const demoUser = 'demo';
const demoHost = 'demo-1';
/** Where what has no channel of its own is told. */
export const opsChannel = '#ops';

/** For who watches: a breakage is noticed within 15 s, and a minute later an outage has gone its whole course. */
export const sandboxWatch = { every: '5s', fail: '2 of 3' };
/** The next breakage is an outage of its own, with a message at the bottom of the channel, where people look. */
const sandboxOutages = { resolve_after: '20s', reopen_within: '5s' };

const head = `# Written by the demo at every start: edits are lost. It describes the breakable services of the sandbox
# in the same words that describe yours.
`;

export function catalogText(options: {
  places: Places;
  ports: Ports;
  services: DemoService[];
  people: DemoPeople;
  sshPort: number;
  hostKey: SshKey;
  clientKey: SshKey;
  isWatched: boolean;
}): string {
  const { ports, services, people, isWatched } = options;
  return `${head}${stringify(
    {
      ...houseRules(people, isWatched),
      hosts: {
        [demoHost]: {
          address: '127.0.0.1',
          port: options.sshPort,
          user: demoUser,
          key: `file:${options.clientKey.path}`,
          host_key: options.hostKey.fingerprint,
        },
      },
      services: Object.fromEntries(
        services.map((service) => [
          service.name,
          {
            ...entry(service, ports, services, Object.keys(people)),
            ...(isWatched ? { watch: sandboxWatch } : {}),
          },
        ]),
      ),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )}`;
}

/** The part of a sandbox catalog that is about people, not machines. */
export function houseRules(people: DemoPeople, isWatched: boolean) {
  const approvers = Object.keys(people);
  return {
    slack: { channel: opsChannel, locale: 'en' as const },
    people,
    policy: {
      high: { approvers, need: 1, expires: '15m' },
      critical: { approvers, need: 2, expires: '15m' },
      request: ['everyone'],
    },
    ...(isWatched ? { outages: sandboxOutages } : {}),
  };
}

function entry(service: DemoService, ports: Ports, services: DemoService[], owners: string[]) {
  const others = services.filter(({ name }) => name !== service.name);
  const expect = { status: 200, json: { status: 'healthy' } };
  const cache = { redis: { host: demoHost, unit: cacheUnit, address: `127.0.0.1:${ports.cache}` } };
  return {
    title: service.title,
    channel: service.channel,
    host: demoHost,
    run: { systemd: service.unit },
    listen: `127.0.0.1:${service.port}`,
    local: { path: '/health', expect },
    public: {
      url: publicUrl(service, ports.nginx),
      resolve: '127.0.0.1',
      timeout: '5s',
      expect: service.publicPath === '/health' ? expect : { status: 200 },
    },
    proxy: { nginx: service.siteFile },
    env: { file: service.envFile, required: service.requiredEnv },
    logs: ['journal', service.logFile],
    ...(service.needsCache ? { needs: [cache] } : {}),
    related: Object.fromEntries(
      others.map((other) => [other.name, { url: publicUrl(other, ports.nginx), resolve: '127.0.0.1' }]),
    ),
    owners,
  };
}
