import type { Log } from '#base/log.ts';
import type { StoredOutage } from './outage-store.ts';
import type { DeployMarker, Outage, ReadDeployMarkers } from './events.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import { outageChart } from './chart/outage-chart.ts';
import { outageMarks } from './chart/outage-marks.ts';
import type { Clients } from '#slack/client.ts';
import type { FileBody } from '#slack/message.ts';
import type { Sample, Span } from '#monitoring/events.ts';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Report } from './outage-commands.ts';
import { type MonitorSpans, spanOfResult } from './report/availability.ts';
import type { People } from '#base/join-phrases.ts';
import { postMortem } from './report/post-mortem.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { chartWindow } from './chart-window.ts';
import type { LinkRun } from '#slack/link-run.ts';

/** Everything that is kept about an outage. */
export type OutageRecord = StoredOutage & {
  readonly runs: readonly Run[];
  readonly plans: readonly PlanRun[];
  readonly marks: readonly DeployMarker[];
  readonly samples: readonly Sample[];
  readonly spans: readonly (Span & { readonly to: number })[];
  /** The results of every monitor of the service: each one, or each minute of what was long or long ago. */
  readonly monitors: readonly MonitorSpans[];
  /** The link to it. */
  readonly thread?: string;
  /** The window around it: a while before, and until it was well again for a while. */
  readonly from: number;
  readonly to: number;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
const samplesLiveMs = 90 * dayMs;
/** A deploy half an hour before is still what changed. */
const deploysBeforeMs = 30 * minuteMs;

export type RecordParts = {
  readonly runs: { readonly find: (id: string) => Promise<{ readonly run: Run } | undefined> };
  readonly plans: { readonly find: (id: string) => Promise<{ readonly run: PlanRun } | undefined> };
  readonly samples: {
    readonly samples: (monitor: string, from: number, to: number) => Promise<readonly Sample[]>;
    readonly spans: (
      monitor: string,
      kind: 'minute' | 'hour',
      from: number,
      to: number,
    ) => Promise<readonly Span[]>;
  };
  readonly readDeployMarkers: ReadDeployMarkers;
  readonly linkRun: LinkRun;
};

export async function readOutageRecord(
  { runs, plans, samples, readDeployMarkers, linkRun }: RecordParts,
  catalog: Catalog,
  stored: StoredOutage,
  now: number,
): Promise<OutageRecord> {
  const { outage } = stored;
  const end = outage.resolved?.at ?? now;
  const aroundMs = Math.min(Math.max(5 * minuteMs, (end - outage.since) / 3), 6 * 60 * minuteMs);
  // An alert may have been firing for years when it was heard of.
  const from = Math.max(outage.since - aroundMs, outage.openedAt - samplesLiveMs);
  const to = Math.min(end + aroundMs, now);
  const monitor = monitorOf(stored);
  const isLong = to - from > dayMs || now - from > dayMs;
  const own = monitorsOf(catalog).filter(({ service }) => service === outage.service);
  const [foundRuns, foundPlans, seen, minutes, deploys, monitors, thread] = await Promise.all([
    Promise.all(outage.runs.map(({ id }) => runs.find(id))),
    Promise.all(outage.plans.map(({ id }) => plans.find(id))),
    isLong ? [] : samples.samples(monitor, from, to),
    isLong ? samples.spans(monitor, 'minute', from, to) : [],
    readDeployMarkers(outage.service, Math.min(from, outage.since - deploysBeforeMs), to),
    Promise.all(
      own.map(async ({ id }) =>
        isLong
          ? { monitor: id, spans: await samples.spans(id, 'minute', from, to) }
          : {
              monitor: id,
              spans: (await samples.samples(id, from, to)).flatMap(spanOfResult),
              isExact: true,
            },
      ),
    ),
    linkRun(outage.id),
  ]);
  return {
    ...stored,
    runs: foundRuns.flatMap((one) => one?.run ?? []),
    plans: foundPlans.flatMap((one) => one?.run ?? []),
    marks: deploys,
    samples: seen,
    spans: minutes.map((span) => ({ ...span, to: span.from + minuteMs })),
    monitors,
    ...(thread === undefined ? {} : { thread }),
    from,
    to,
  };
}

/** The monitor that saw it, else the one that looks at what users see. */
function monitorOf({ outage, events }: StoredOutage): string {
  for (const event of events)
    if (event.type === 'seen' && event.signal.source === 'monitor')
      return event.signal.fingerprint.replace(/^monitor\//, '');
  return `${outage.service}/watch`;
}

/** Undefined where no monitor looked: a picture of nothing says nothing. */
function chartOf(record: OutageRecord, locale: Locale): FileBody | undefined {
  const { outage, events, plans, marks, samples, spans } = record;
  if (samples.length === 0 && spans.length === 0) return undefined;
  return outageChart(
    {
      service: outage.service,
      ...chartWindow(record),
      samples,
      spans,
      down: outage.downs,
      marks: outageMarks(outage, events, plans, marks),
    },
    locale,
  );
}

/** The report of an outage in its service's language. `people`: names for ids, where they are known. */
export function reportOf(catalog: Catalog, record: OutageRecord, now: number, people: People = {}): Report {
  const { monitors, outage } = record;
  const { id, service: name } = outage;
  // An outage outlives the service that had it.
  const service = catalog.services[name] ?? { name, hosts: [], owners: [], escalate: [] };
  const title: Phrase = { en: 'Post-mortem of {name}', fr: 'Post-mortem de {name}', with: { name } };
  const names = { ...peopleOf(catalog), ...people };
  const all = { ...record, samples: monitors, service, now, people: names };
  const text = postMortem(all, localeOf(catalog, name));
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
export function createWrapUp(
  parts: RecordParts & {
    readonly addFile: (outage: Outage, name: string, file: FileBody) => Promise<void>;
    readonly catalog: () => Catalog;
    readonly readPeople: ReadPeople;
    readonly log: Pick<Log, 'error'>;
  },
) {
  const { addFile, catalog, readPeople, log } = parts;
  return async (stored: StoredOutage): Promise<void> => {
    const { outage } = stored;
    const endedAt = outage.resolved?.at ?? outage.openedAt;
    const record = await readOutageRecord(parts, catalog(), stored, endedAt);
    const people = await readPeople(record);
    const locale = localeOf(catalog(), outage.service);
    // What cannot be drawn or written now cannot be later either; what cannot be stored is tried again.
    const made = (name: string, make: () => FileBody | undefined): FileBody | undefined => {
      try {
        return make();
      } catch (error) {
        log.error({ err: error, outageId: outage.id }, `the ${name} of an outage could not be made`);
        return undefined;
      }
    };
    const files = {
      chart: made('chart', () => chartOf(record, locale)),
      'report.end': made('report', () =>
        fileOf(catalog(), outage.service, reportOf(catalog(), record, endedAt, people)),
      ),
    };
    for (const [name, file] of Object.entries(files))
      if (file !== undefined) await addFile(outage, `${name}.${outage.reopened}`, file);
  };
}

/** Names of those who had a part in it, as Slack has them; an id that cannot be asked for stays an id. */
export type ReadPeople = (record: OutageRecord) => Promise<People>;

export function createReadPeople(client: Clients['interactive']): ReadPeople {
  const known = new Map<string, string>();
  const nameOf = async (user: string): Promise<void> => {
    if (known.has(user)) return;
    const found = await client.users.info({ user }).catch(() => undefined);
    const name = found?.user?.real_name ?? found?.user?.name;
    if (name !== undefined) known.set(user, name);
  };
  return async (record) => {
    const ids = new Set(JSON.stringify(record).match(/(?<=")[UW][A-Z0-9]{2,20}(?=")/g));
    await Promise.all([...ids].slice(0, peopleNamed).map(nameOf));
    return Object.fromEntries(known);
  };
}

/** Each is a call to Slack. */
const peopleNamed = 20;
