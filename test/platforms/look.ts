import { loadRunbooks } from '#app/load-runbooks.ts';
import { http } from '#net/http.ts';
import { createPlatforms } from '#platforms/platforms.ts';
import { allProbes } from '#probes/all-probes.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import { observe } from '#probes/observe.ts';
import type { Target } from '#probes/probe.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Facts, Observation } from '#catalog/observation.ts';
import type { DockerHost } from '#test/fakes/docker-host.ts';

export type Looked = {
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
  /** The facts of a probe, from wherever they were seen; nothing when it was not asked. */
  readonly facts: (probe: string) => Facts;
  readonly status: (probe: string) => string | undefined;
};

/** The minute in which all these tests happen. */
const now = Date.parse('2026-11-21T00:00:00Z');

const { diagnosis, actions, signatures } = loadRunbooks();

/** What a host without anything but Docker is asked: the other probes have their own tests. */
const onHosts = new Set(['process', 'logs', 'needs']);

/** A whole diagnosis of one service, over HTTP to the fakes, and in a real shell when there is a host. */
export async function look(
  catalog: Catalog,
  secrets: Readonly<Record<string, string>>,
  host?: DockerHost,
): Promise<Looked> {
  const service = Object.values(catalog.services)[0];
  if (service === undefined) throw new Error('the catalog has no service');
  const transport: ProbeTransport = {
    shell: host?.shell ?? (() => Promise.reject(new Error('there is no host'))),
    http,
    tls: () => Promise.reject(new Error('not asked')),
    dns: () => Promise.reject(new Error('not asked')),
    tcp: () => Promise.reject(new Error('not asked')),
    platform: createPlatforms({
      catalog: () => catalog,
      readReference: (reference) => Promise.resolve(secrets[reference] ?? ''),
      clock: { now: () => now },
    }),
  };
  const outside: Target = { service, catalog, now, signatures };
  const targets = service.hosts.flatMap((name) => {
    const found = catalog.hosts[name];
    return found === undefined ? [] : [{ ...outside, host: found }];
  });
  const observations = await observe({
    transport,
    probes: allProbes.filter(({ id, scope }) => (scope === 'outside' ? id !== 'dns' : onHosts.has(id))),
    targets: [outside, ...targets],
    deadlineMs: 10_000,
    signal: new AbortController().signal,
  });
  const verdict = decideVerdict(diagnosis, observations, {
    service: service.title ?? service.name,
    hosts: service.hosts,
    remedy: (id) => {
      const action = actions.get(id);
      return action === undefined
        ? undefined
        : { action: id, title: action.title, risk: action.risk, commands: [] };
    },
  });
  const seen = (probe: string): Observation | undefined => observations.find((one) => one.probe === probe);
  return {
    verdict,
    observations,
    facts: (probe) => seen(probe)?.facts ?? {},
    status: (probe) => seen(probe)?.status,
  };
}
