import type { Catalog } from '#catalog/catalog.ts';
import type { OutageRules } from './next-step.ts';

const usual = { resolveAfterMs: 5 * 60_000, reopenWithinMs: 30 * 60_000, remindEveryMs: 15 * 60_000 };

/** How the catalog wants outages of a service dealt with: its own word, else the common one, else the usual. */
export function rulesOf(
  { outages, services }: Pick<Catalog, 'outages' | 'services'>,
  name: string,
): OutageRules & { readonly reopenWithinMs: number } {
  const service = services[name];
  const own = service?.outages;
  return {
    resolveAfterMs: own?.resolve_after ?? outages.resolve_after ?? usual.resolveAfterMs,
    reopenWithinMs: own?.reopen_within ?? outages.reopen_within ?? usual.reopenWithinMs,
    remindEveryMs: own?.remind_every ?? outages.remind_every ?? usual.remindEveryMs,
    escalate: (service?.escalate ?? [])
      .map(({ after, to }) => ({ afterMs: after, to }))
      .toSorted((a, b) => a.afterMs - b.afterMs),
    proposes: own?.propose ?? outages.propose ?? true,
  };
}
