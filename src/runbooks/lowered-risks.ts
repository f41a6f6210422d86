import type { Catalog } from '#catalog/catalog.ts';
import { type Risk, risks as order } from './risk.ts';

/** Settings of services that make an action cost less than it says by itself: allowed, and told loudly. */
export function loweredRisks(
  catalog: Catalog,
  risks: ReadonlyMap<string, Risk>,
): { service: string; action: string; from: Risk; to: Risk }[] {
  return Object.values(catalog.services).flatMap(({ name, policy }) =>
    Object.entries(policy?.risk ?? {}).flatMap(([action, to]) => {
      const from = risks.get(action);
      return from !== undefined && order.indexOf(to) < order.indexOf(from)
        ? [{ service: name, action, from, to }]
        : [];
    }),
  );
}
