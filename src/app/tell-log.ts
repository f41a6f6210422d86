import type { Log } from '#base/log.ts';
import { type Phrase, say } from '#base/phrase.ts';
import type { OutageStore } from '#outages/outage-store.ts';
import type { PlanStore } from '#actions/plan-store.ts';
import type { RunStore } from '#diagnosis/run-store.ts';
import type { OutageEvent } from '#outages/events.ts';
import type { PlanEvent } from '#actions/events.ts';
import type { RunEvent } from '#diagnosis/events.ts';

type Stores = { readonly runs: RunStore; readonly plans: PlanStore; readonly outages: OutageStore };

/** The same stores, with one line in the log for what is new in them: by whichever process did it, and once. */
export function toldInLog({ runs, plans, outages }: Stores, log: Log): Stores {
  const tell = (what: string, of: object, event: RunEvent | PlanEvent | OutageEvent): void => {
    if (untold.has(event.type)) return;
    const says = `${what} ${event.type.replaceAll('_', ' ')}`;
    log.info({ ...of, ...lineOf(event), ...more(event) }, says);
  };
  return {
    runs: {
      ...runs,
      append: async (entry) => {
        const answer = await runs.append(entry);
        if (answer.outcome === 'added') tell('run', { runId: entry.runId }, entry.event);
        return answer;
      },
    },
    plans: {
      ...plans,
      append: async (entry) => {
        const answer = await plans.append(entry);
        if (answer.outcome === 'added') tell('plan', { planId: entry.planId }, entry.event);
        return answer;
      },
      finish: async (command) => {
        const answer = await plans.finish(command);
        const { planId, step, result } = command;
        const { outcome, code, tookMs, toldBy } = result;
        if (answer === 'told') log.info({ planId, step, outcome, code, tookMs, toldBy }, 'plan step ended');
        return answer;
      },
    },
    outages: {
      ...outages,
      append: async (entry) => {
        const answer = await outages.append(entry);
        const { outageId, service } = entry;
        if (answer === 'added')
          for (const { event } of entry.events) tell('outage', { outageId, service }, event);
        return answer;
      },
    },
  };
}

/** Many of each, and nobody would look for them here. */
const untold = new Set(['started', 'observed', 'seen', 'noted', 'plan_moved', 'gathered']);

/** The fields of an event that fit into a line: plain ones, the ids of people and verdicts, phrases as they read. */
function lineOf(event: object): object {
  const fields = Object.entries(event).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'type' || key === 'at' || value === undefined) return [];
    if (typeof value !== 'object' || value === null) return [[key, value]];
    if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? [[key, value]] : [];
    if ('en' in value) return [[key, say('en', value as Phrase)]];
    return 'id' in value ? [[key, value.id]] : [];
  });
  return Object.fromEntries(fields);
}

function more(event: RunEvent | PlanEvent | OutageEvent): object {
  if (event.type === 'asked') return { by: event.trigger.by, actor: event.trigger.actor };
  if (event.type === 'concluded')
    return { outcome: event.verdict.outcome, final: !event.verdict.provisional };
  if (event.type !== 'planned') return {};
  const { action, service, risk } = event.plan;
  return { action, service, risk, needs: event.needs.need };
}
