import { loadRunbooks } from '#app/load-runbooks.ts';
import { seeAccess } from '#probes/access.ts';
import type { Probe, Seen, Target } from '#probes/probe.ts';
import type { Answer } from '#catalog/ask.ts';
import type { Fact } from '#catalog/observation.ts';
import { readCatalog } from '#app/read-catalog.ts';

/** A service as in resus.yaml, and what the world answers to one probe's questions. */
export type Look = {
  readonly service: Record<string, unknown>;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Words that the questions must hold: the answer must have been asked for. */
  readonly asking?: string;
  readonly os?: 'windows';
};

const { signatures } = loadRunbooks();

/** The clock of the recordings. */
const now = 1_795_217_569_000;

export function targetsOf(service: Record<string, unknown>, os: 'linux' | 'windows' = 'linux'): Target[] {
  const catalog = readCatalog(
    JSON.stringify({
      platforms: {
        coolify: { url: 'https://coolify.example.test', read_token: 'env:COOLIFY_READ' },
        caprover: { url: 'https://captain.example.test', password: 'env:CAPROVER_PASSWORD' },
      },
      hosts: { 'web-1': { address: '192.0.2.5', user: 'bot', os } },
      services: { api: service },
    }),
    'resus.yaml',
  );
  const api = catalog.services['api'];
  if (api === undefined) throw new Error('the catalog lost its service');
  const outside = { service: api, catalog, now, signatures };
  return [outside, ...api.hosts.map(() => ({ ...outside, host: hostIn(outside) }))];
}

function hostIn({ catalog }: Target): NonNullable<Target['host']> {
  const host = catalog.hosts['web-1'];
  if (host === undefined) throw new Error('the catalog lost its host');
  return host;
}

/** `needs.redis.up` as the real probe reads it from these answers; throws when no probe of `probes` asks for it. */
export function factSeen(path: string, look: Look, probes: readonly Probe[]): Fact | undefined {
  const dot = path.lastIndexOf('.');
  const name = path.slice(0, dot);
  const fact = path.slice(dot + 1);
  if (name === 'access') return seeAccess('web-1', Object.values(look.answers)).facts[fact];
  const { probe, target } = askedBy(name.split('.')[0] ?? '', look, probes);
  if (!Object.hasOwn(probe.facts, fact)) throw new Error(`${probe.id} has no fact ${fact}`);
  const seen: readonly Seen[] = [probe.read(look.answers, target)].flat();
  const one = seen.find((each) => each.probe === name);
  if (one === undefined)
    throw new Error(`${name} was not seen, only ${seen.map((each) => each.probe).join(', ')}`);
  return one.facts[fact];
}

/** The probe whose questions these are answers to. */
function askedBy(id: string, look: Look, probes: readonly Probe[]): { probe: Probe; target: Target } {
  const found = targetsOf(look.service, look.os).flatMap((target) =>
    probes.flatMap((probe) => {
      if (probe.id !== id || (probe.scope === 'host') !== (target.host !== undefined)) return [];
      if (look.os === 'windows' && probe.windows !== true) return [];
      const asks = probe.asks(target) ?? {};
      const isAsked = Object.keys(look.answers).every((name) => Object.hasOwn(asks, name));
      const words = Object.values(asks).map((ask) => ('command' in ask ? ask.command : JSON.stringify(ask)));
      const isWorded = look.asking === undefined || words.some((text) => text.includes(look.asking ?? ''));
      return isAsked && isWorded ? [{ probe, target }] : [];
    }),
  );
  const [first, second] = found;
  if (first === undefined || second !== undefined)
    throw new Error(`${found.length} probes ${id} ask for ${Object.keys(look.answers).join(', ')} here`);
  return first;
}
