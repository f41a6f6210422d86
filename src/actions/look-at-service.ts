import type { Clock } from '#base/clock.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Library } from '#runbooks/library.ts';
import type { Verdict } from '#runbooks/verdict.ts';

export type SeenService = { readonly observations: readonly Observation[]; readonly verdict: Verdict };

/** One whole look at a service and its verdict. `id` names the look; nothing is recorded and nothing is shown. */
export type LookAtService = (service: Service, id: string, signal: AbortSignal) => Promise<SeenService>;

export type LookDeps = {
  readonly lookAtService: LookAtService;
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  readonly clock: Clock;
};
