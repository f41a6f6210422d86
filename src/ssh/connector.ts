import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Clock } from '#base/clock.ts';
import { connect, readHostKey, type PresentedKey } from './connect.ts';
import { identityFor, type CredentialPorts } from './credentials.ts';
import { createGate, type Gate } from './semaphore.ts';
import type { Trust } from './host-keys.ts';
import { fingerprint, knownHostsName, parseKnownHosts, type KnownHost } from './known-hosts.ts';
import { createLink, openForward, type Link } from './connection.ts';
import type { Reach, Trouble } from './target.ts';

export type DoorPorts = CredentialPorts & {
  /** Read at every connect, so what `resus trust` adds counts at once. A host's own `known_hosts:` comes on top. */
  readonly knownHostsFiles: readonly string[];
  readonly clock: Clock;
  readonly log: { warn(data: object, message: string): void };
};

/** A login that sshd dropped at random (MaxStartups) is tried once more, not at the same moment as all the others. */
const againAfterMs = 200;

type Failed = { readonly trouble: Trouble };

/** sshd drops logins at random when more than ten are under way (MaxStartups). */
const handshakesPerTarget = 4;
const handshakesInAll = 16;

/** A refused key will be refused again, and sshd punishes an address that insists (PerSourcePenalties). */
const refusedPauseMs = 30_000;
const refusedPauseLimitMs = 600_000;

export type Door = {
  readonly open: (reach: Reach) => Promise<Link | Failed>;
  /** The key a host shows, without logging in. */
  readonly look: (reach: Reach) => Promise<PresentedKey | Failed>;
};

/**
 * Opens connections: finds the key and what is known of the host, keeps to the limits of handshakes, and does not knock
 * again where it was just turned away. `jumpLink` gives the standing connection to a jump host.
 */
export function createDoor(ports: DoorPorts, jumpLink: (reach: Reach) => Promise<Link | Failed>): Door {
  const inTurn = createTurns();
  const refused = new Map<string, { trouble: Trouble; until: number; pauseMs: number }>();

  function pause(key: string, trouble: Trouble): void {
    const last = refused.get(key)?.pauseMs;
    const pauseMs = last === undefined ? refusedPauseMs : Math.min(last * 2, refusedPauseLimitMs);
    refused.set(key, { trouble, pauseMs, until: ports.clock.now() + pauseMs });
  }

  async function open(reach: Reach): Promise<Link | Failed> {
    const identity = await identityFor(reach, ports);
    if ('trouble' in identity) return identity;
    const shown = identity.kind === 'key' ? fingerprint(identity.key.getPublicSSH()) : 'agent';
    const attempt = `${JSON.stringify(reach)} ${shown}`;
    const before = refused.get(attempt);
    if (before && before.until > ports.clock.now()) return before;

    const way = wayTo(reach, jumpLink);
    const trust = trustOf(reach, await readKnownHosts(reach, ports));
    const dial = { reach, identity, trust, ...way.dial };
    let connected = await inTurn(reach, () => connect(dial));
    if ('trouble' in connected && connected.trouble.reason === 'lost') {
      await new Promise((resolve) => {
        setTimeout(resolve, againAfterMs * (1 + Math.random()));
      });
      connected = await inTurn(reach, () => connect(dial));
    }
    if ('trouble' in connected) {
      way.release();
      if (connected.trouble.reason === 'auth_refused') pause(attempt, connected.trouble);
      return connected;
    }
    refused.delete(attempt);
    void connected.closed.then(way.release);
    return createLink(connected.client, connected.closed);
  }

  async function look(reach: Reach): Promise<PresentedKey | Failed> {
    const way = wayTo(reach, jumpLink);
    const trust = trustOf(reach, []);
    const seen = await inTurn(reach, () => readHostKey({ reach, trust, ...way.dial }));
    way.release();
    return seen;
  }

  return { open, look };
}

function createTurns(): <T>(reach: Reach, work: () => Promise<T>) => Promise<T> {
  const targets = new Map<string, Gate>();
  const all = createGate(handshakesInAll);
  return (reach, work) => {
    const key = `${reach.address}:${reach.port}`;
    const target = targets.get(key) ?? createGate(handshakesPerTarget);
    targets.set(key, target);
    // a jump host is connected inside: sixteen that wait for bastions would otherwise keep the bastions out
    return target(() => (reach.jump ? work() : all(work)));
  };
}

/** The way over the jump host, whose connection is held for as long as what goes through it lives. */
function wayTo(reach: Reach, jumpLink: (reach: Reach) => Promise<Link | Failed>) {
  const { jump } = reach;
  if (!jump) return { release: () => {}, dial: {} };
  let held: (() => void) | undefined;
  const through = async () => {
    const link = await jumpLink(jump);
    if ('trouble' in link) return link;
    // a dial may try twice
    held?.();
    held = link.hold();
    return openForward(link, jump, reach);
  };
  return { release: () => held?.(), dial: { through } };
}

function trustOf(reach: Reach, entries: readonly KnownHost[]): Trust {
  const { host, address, port, pinned } = reach;
  const name = reach.keyName ?? knownHostsName(address, port);
  return { host, address, port, name, entries, ...(pinned === undefined ? {} : { pinned }) };
}

async function readKnownHosts(reach: Reach, ports: DoorPorts): Promise<KnownHost[]> {
  const files = reach.knownHosts === undefined ? [] : [reach.knownHosts];
  const found = [...files, ...ports.knownHostsFiles].map(async (file) => {
    const path = file.replace(/^~(?=\/)/, homedir());
    try {
      return parseKnownHosts(await readFile(path, 'utf8'), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        ports.log.warn({ file: path, err: error }, 'a known_hosts file cannot be read');
      return [];
    }
  });
  return (await Promise.all(found)).flat();
}
