import type { Outage, OutageEvent } from './events.ts';
import { applyOutageEvent } from './outage-history.ts';

/** Calls people by every way the catalog has for them. Idempotent by the id. */
export type CallPeople = (id: string, to: string, outage: Outage) => Promise<void>;

/** Calls whom an outage was escalated to. Follows the log: `from` is the first of the events that is new. */
export function createCallEscalated(call: CallPeople) {
  return async (outageId: string, events: readonly OutageEvent[], from: number): Promise<void> => {
    if (!events.slice(from - 1).some(({ type }) => type === 'escalated')) return;
    let outage: Outage | undefined;
    for (const [i, event] of events.entries()) {
      outage = applyOutageEvent(outage, outageId, event);
      if (i + 1 < from || event.type !== 'escalated' || outage === undefined) continue;
      await call(`${outageId}.escalated/${outage.reopened}/${event.level}`, event.to, outage);
    }
  };
}
