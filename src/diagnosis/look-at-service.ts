import type { Clock } from '#base/clock.ts';
import type { Target } from '#probes/probe.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Library } from '#runbooks/library.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Look } from './observe-service.ts';

type LookDeps = {
  readonly look: Look;
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  readonly clock: Clock;
};

type SeenService = { readonly observations: readonly Observation[]; readonly verdict: Verdict };

const deadlineMs = 15_000;

/** One whole look at a service and what it adds up to, for a plan: nothing is recorded and nothing is shown. */
export function createLookAtService(deps: LookDeps) {
  return async (service: Service, id: string, signal: AbortSignal): Promise<SeenService> => {
    const targets = targetsOf(deps, service);
    const observations = await deps.look({ id, runId: id, targets, deadlineMs }, () => {}, signal);
    return { observations, verdict: verdictOf(deps.library(), service, observations) };
  };
}

function verdictOf(library: Library, service: Service, observations: readonly Observation[]): Verdict {
  return decideVerdict(library.diagnosis, observations, {
    service: service.title ?? service.name,
    hosts: [...service.hosts],
    remedy: () => undefined,
  });
}

function targetsOf({ catalog, library, clock }: LookDeps, service: Service): Target[] {
  const known = catalog();
  const { signatures } = library();
  const outside: Target = { service, catalog: known, now: clock.now(), signatures };
  return [
    outside,
    ...service.hosts.flatMap((name) => {
      const host = known.hosts[name];
      return host === undefined ? [] : [{ ...outside, host }];
    }),
  ];
}
