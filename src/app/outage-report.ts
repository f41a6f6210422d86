import type { StoredOutage } from '#jobs/outage-store.ts';
import type { Mark } from '#outages/mark.ts';
import type { PlanRun } from '#runbooks/plan-run.ts';
import type { Run } from '#runbooks/run.ts';
import { outageChart } from '#slack/pictures/outage-chart.ts';
import { outageMarks } from '#slack/pictures/outage-marks.ts';
import type { FileBody } from '#slack/message.ts';
import type { Sample, Span } from '#store/sample-store.ts';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Report } from '#outages/outage-commands.ts';
import { spansOf } from '#outages/availability.ts';
import type { People } from '#outages/names.ts';
import { postMortem } from '#outages/post-mortem.ts';
import type { Catalog } from '#services/catalog.ts';
import type { Parts } from './parts.ts';

/** Everything that is kept about an outage. */
export type OutageRecord = StoredOutage & {
  readonly runs: readonly Run[];
  readonly plans: readonly PlanRun[];
  readonly marks: readonly Mark[];
  /** What the monitor saw that says most about it. */
  readonly monitor: string;
  readonly samples: readonly Sample[];
  readonly spans: readonly (Span & { readonly to: number })[];
  /** What is looked at around it: a while before, and until it was well again for a while. */
  readonly from: number;
  readonly to: number;
  /** To its thread. */
  readonly thread?: string;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A deploy half an hour before is still what changed. */
const deploysBeforeMs = 30 * minuteMs;

export async function readOutageRecord(
  {
    runs,
    plans,
    samples,
    readMarks,
    linkRun,
  }: Pick<Parts, 'runs' | 'plans' | 'samples' | 'readMarks' | 'linkRun'>,
  stored: StoredOutage,
  now: number,
): Promise<OutageRecord> {
  const { outage } = stored;
  const end = outage.resolved?.at ?? now;
  const aroundMs = Math.min(Math.max(5 * minuteMs, (end - outage.since) / 3), 6 * 60 * minuteMs);
  const [from, to] = [outage.since - aroundMs, Math.min(end + aroundMs, now)];
  const monitor = monitorOf(stored);
  const isLong = to - from > dayMs || now - from > dayMs;
  const [foundRuns, foundPlans, seen, minutes, deploys, thread] = await Promise.all([
    Promise.all(outage.runs.map(({ id }) => runs.find(id))),
    Promise.all(outage.plans.map(({ id }) => plans.find(id))),
    isLong ? [] : samples.samples(monitor, from, to),
    isLong ? samples.spans(monitor, 'minute', from, to) : [],
    readMarks(outage.service, Math.min(from, outage.since - deploysBeforeMs), to),
    linkRun(outage.id),
  ]);
  return {
    ...stored,
    runs: foundRuns.flatMap((one) => one?.run ?? []),
    plans: foundPlans.flatMap((one) => one?.run ?? []),
    marks: deploys,
    monitor,
    samples: seen,
    spans: minutes.map((span) => ({ ...span, to: span.from + minuteMs })),
    from,
    to,
    ...(thread === undefined ? {} : { thread }),
  };
}

/** The monitor that saw it, else the one that looks at what users see. */
function monitorOf({ outage, events }: StoredOutage): string {
  for (const event of events)
    if (event.type === 'seen' && event.sighting.source === 'monitor')
      return event.sighting.fingerprint.replace(/^monitor\//, '');
  return `${outage.service}/watch`;
}

/** Undefined where no monitor looked: a picture of nothing says nothing. */
export function chartOf(record: OutageRecord, locale: Locale): FileBody | undefined {
  const { outage, events, plans, marks, samples, spans, from, to } = record;
  if (samples.length === 0 && spans.length === 0) return undefined;
  return outageChart(
    {
      service: outage.service,
      from,
      to,
      samples,
      spans,
      down: outage.downs,
      marks: outageMarks(outage, events, plans, marks),
    },
    locale,
  );
}

/** The report of an outage in its service's language. */
export function reportOf(catalog: Catalog, record: OutageRecord, now: number): Report {
  const { id, service: name } = record.outage;
  const locale = localeOf(catalog, name);
  const title: Phrase = {
    en: 'Post-mortem of {service}',
    fr: 'Post-mortem de {service}',
    with: { service: name },
  };
  const service = catalog.services[name] ?? { name, hosts: [], owners: [], escalate: [] };
  const { samples, spans, monitor } = record;
  const seen = { monitor, spans: spans.length > 0 ? spans : spansOf(samples) };
  const text = postMortem({ ...record, service, now, samples: [seen], people: peopleOf(catalog) }, locale);
  return { filename: `post-mortem-${name}-${id}.md`, title, text };
}

/** Only who is alone under a name has it. */
function peopleOf({ people }: Catalog): People {
  const alone = Object.entries(people).flatMap(([name, { users = [] }]) =>
    users.length === 1 ? users.map((user): [string, string] => [user, name]) : [],
  );
  return Object.fromEntries(alone);
}

export function fileOf(catalog: Catalog, service: string, { filename, title, text }: Report): FileBody {
  return { filename, title: say(localeOf(catalog, service), title), content: text };
}

function localeOf({ services, slack }: Catalog, service: string): Locale {
  return services[service]?.locale ?? slack.locale;
}

/** What stays in the thread of an outage that is over. The same outage again adds nothing. */
export function createWrapUp(parts: Parts, catalog: () => Catalog) {
  return async (stored: StoredOutage): Promise<void> => {
    const { outage } = stored;
    const endedAt = outage.resolved?.at ?? outage.openedAt;
    const record = await readOutageRecord(parts, stored, endedAt);
    const chart = chartOf(record, localeOf(catalog(), outage.service));
    const name = String(outage.reopened);
    if (chart !== undefined) await parts.screen.addToOutage(outage, `chart.${name}`, chart);
    const report = reportOf(catalog(), record, endedAt);
    await parts.screen.addToOutage(outage, `report.end.${name}`, fileOf(catalog(), outage.service, report));
  };
}
