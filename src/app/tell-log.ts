import type { Log } from '#base/log.ts';
import { type Phrase, say } from '#base/phrase.ts';
import type { OutageEvent } from '#outages/events.ts';
import type { PlanEvent } from '#actions/events.ts';
import type { RunEvent } from '#diagnosis/events.ts';

/** One line in the log for an event. `of` names what it happened to. */
export function tellInLog(
  log: Log,
  what: string,
  of: object,
  event: RunEvent | PlanEvent | OutageEvent,
): void {
  if (untold.has(event.type)) return;
  const says = `${what} ${event.type.replaceAll('_', ' ')}`;
  log.info({ ...of, ...lineOf(event), ...more(event) }, says);
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
  if (event.type === 'step_ended') {
    const { outcome, code, tookMs, toldBy } = event.result;
    return { outcome, ...(code === undefined ? {} : { code }), tookMs, toldBy };
  }
  if (event.type !== 'planned') return {};
  const { action, service, risk } = event.plan;
  return { action, service, risk, needs: event.needs.need };
}
