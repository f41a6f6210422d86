import type { Host } from '#catalog/catalog.ts';
import type { NoAnswerReason } from '#catalog/ask.ts';

/** Everything needed to get to one host, settled: what the catalog says, filled up from ~/.ssh/config where it asks. */
export type Reach = {
  /** The name in resus.yaml, for messages. */
  readonly host: string;
  readonly address: string;
  /** The name to look up in known_hosts, when it is not the address. */
  readonly keyName?: string;
  readonly port: number;
  readonly user: string;
  /** `file:` or `env:` of a private key; of a public one when an agent holds the private part. */
  readonly key?: string;
  readonly passphrase?: string;
  readonly agent: boolean;
  readonly pinned?: string;
  readonly knownHosts?: string;
  readonly os: Host['os'];
  readonly jump?: Reach;
};

/** Why a host cannot be reached or looked at, as every answer of this folder tells it. */
export type Trouble = { readonly reason: NoAnswerReason; readonly detail: string };

/** The settings of one alias in an ssh_config file. Absent values are not set there. */
export type ConfigEntry = {
  readonly address?: string;
  readonly port?: number;
  readonly user?: string;
  readonly keyFile?: string;
  readonly keyName?: string;
  readonly jump?: readonly string[];
  /** Something in the entry that Resus does not do, in words. */
  readonly unsupported?: string;
};

export type ReachPorts = {
  readonly findHost: (name: string) => Host | undefined;
  readonly readConfig: (alias: string) => Promise<ConfigEntry>;
};

/** A chain longer than this is a loop: nobody has five bastions in a row. */
const hopLimit = 5;

/** Never throws: a host that is not described well enough is a trouble like any other. */
export async function resolveReach(
  name: string,
  ports: ReachPorts,
  hops = 0,
): Promise<Reach | { readonly trouble: Trouble }> {
  const host = ports.findHost(name);
  if (host === undefined) return trouble(`There is no host ${name} in resus.yaml.`);
  if (hops > hopLimit) return trouble(`The jump hosts of ${name} form a loop: look at jump: in resus.yaml.`);
  const entry = host.ssh_config === undefined ? {} : await readEntry(host.ssh_config, ports);
  if ('trouble' in entry) return entry;
  const address = host.address ?? entry.address ?? host.ssh_config;
  const user = host.user ?? entry.user;
  if (address === undefined) return trouble(`The host ${name} has no address.`);
  if (user === undefined)
    return trouble(`The host ${name} has no user to log in as: add user: to it in resus.yaml.`);
  const jump = await resolveJump(host, entry, ports, hops);
  if (jump !== undefined && 'trouble' in jump) return jump;
  const key = host.key ?? (entry.keyFile === undefined ? undefined : `file:${entry.keyFile}`);
  return {
    host: name,
    address,
    ...(entry.keyName === undefined ? {} : { keyName: entry.keyName }),
    port: host.port === 22 ? (entry.port ?? 22) : host.port,
    user,
    ...(key === undefined ? {} : { key }),
    ...(host.passphrase === undefined ? {} : { passphrase: host.passphrase }),
    agent: host.agent ?? false,
    ...(host.host_key === undefined ? {} : { pinned: host.host_key }),
    ...(host.known_hosts === undefined ? {} : { knownHosts: host.known_hosts }),
    os: host.os,
    ...(jump === undefined ? {} : { jump }),
  };
}

async function resolveJump(host: Host, entry: ConfigEntry, ports: ReachPorts, hops: number) {
  if (host.jump !== undefined) return resolveReach(host.jump, ports, hops + 1);
  // "a,b": first a, then b from there, then the host
  let reach: Reach | undefined;
  for (const hop of entry.jump ?? []) {
    const next = await resolveHop(hop, host, ports);
    if ('trouble' in next) return next;
    reach = reach === undefined ? next : { ...next, jump: reach };
  }
  return reach;
}

/** `[user@]host[:port]` of a ProxyJump line, where host may be an alias itself. */
async function resolveHop(hop: string, host: Host, ports: ReachPorts) {
  const parts = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(hop.replace(/^ssh:\/\//, ''));
  const alias = parts?.[2] ?? parts?.[3];
  if (alias === undefined || alias.startsWith('-')) return trouble(`ProxyJump ${hop} is not understood.`);
  const entry = await readEntry(alias, ports);
  if ('trouble' in entry) return entry;
  const user = parts?.[1] ?? entry.user ?? host.user;
  if (user === undefined) return trouble(`The jump host ${alias} has no user in the ssh configuration.`);
  const key = entry.keyFile === undefined ? host.key : `file:${entry.keyFile}`;
  const reach: Reach = {
    host: alias,
    address: entry.address ?? alias,
    port: Number(parts?.[4] ?? entry.port ?? 22),
    user,
    ...(key === undefined ? {} : { key }),
    ...(host.passphrase === undefined ? {} : { passphrase: host.passphrase }),
    agent: host.agent ?? false,
    ...(host.known_hosts === undefined ? {} : { knownHosts: host.known_hosts }),
    os: 'linux',
  };
  return reach;
}

async function readEntry(
  alias: string,
  ports: ReachPorts,
): Promise<ConfigEntry | { readonly trouble: Trouble }> {
  try {
    const entry = await ports.readConfig(alias);
    return entry.unsupported === undefined
      ? entry
      : trouble(`The ssh configuration of ${alias} says ${entry.unsupported}, which Resus does not do.`);
  } catch (error) {
    return trouble(
      `The ssh configuration cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

function trouble(detail: string): { readonly trouble: Trouble } {
  return { trouble: { reason: 'other', detail } };
}
