import { z } from 'zod';
import type { Phrase } from '#base/phrase.ts';
import type { PlanEnd, PlanState } from '#actions/events.ts';
import { storedPhrase } from '#catalog/observation-schema.ts';

export type Severity = 'critical' | 'warning' | 'info';
export type SignalSource = 'monitor' | 'heartbeat' | 'alertmanager' | 'grafana' | 'uptime-kuma' | 'generic';

/** One thing that said a service is down, or up again. */
export type Signal = {
  /** Names this delivery: the same again changes nothing. */
  readonly id: string;
  readonly source: SignalSource;
  /** A service of the catalog: unknown names are refused before. */
  readonly service: string;
  /** The identity of the alert or monitor: up closes what the same fingerprint opened. */
  readonly fingerprint: string;
  readonly state: 'down' | 'up';
  /** When it was decided. */
  readonly at: number;
  /** When the failing began, as the source says. */
  readonly since?: number;
  readonly says: Phrase;
  readonly severity?: Severity;
  /** To the source; https. */
  readonly link?: string;
};

export const severities = z.enum(['critical', 'warning', 'info']);

/** A sighting as it was stored. */
export const sightingSchema: z.ZodType<Signal> = z.looseObject({
  id: z.string(),
  source: z.enum(['monitor', 'heartbeat', 'alertmanager', 'grafana', 'uptime-kuma', 'generic']),
  service: z.string(),
  fingerprint: z.string(),
  state: z.enum(['down', 'up']),
  at: z.number(),
  since: z.exactOptional(z.number()),
  says: storedPhrase,
  severity: z.exactOptional(severities),
  link: z.exactOptional(z.string()),
});

/** Durable when it resolves; idempotent by the ids. */
export type RecordSignals = (signals: readonly Signal[]) => Promise<void>;

/** Something that changed a service from outside of Resus, so that people see it beside an outage. */
export type DeployMarker = {
  /** Names this change: told again, it stands there once. */
  readonly id: string;
  readonly at: number;
  readonly service: string;
  readonly kind: 'deploy';
  readonly says: Phrase;
  /** To the pipeline or the release; https. */
  readonly link?: string;
  readonly commit?: string;
};

/** Marks of a service in `[from, to]`, oldest first. */
export type ReadDeployMarkers = (
  service: string,
  from: number,
  to: number,
) => Promise<readonly DeployMarker[]>;

/** As long as the hours of monitors: a post-mortem may be written late. */
export const marksLiveMs = 90 * 86_400_000;

/**
 * One continuous failure of a service; its events are its only history.
 *
 *            ┌──────────────── down again: a flap ─────────────────┐
 *            ▼                                                     │
 *   down ⇄ diagnosing ⇄ awaiting_approval ⇄ fixing ⇄ verifying ──▶ recovered ──▶ resolved
 *     ▲                                                                            │
 *     └───────────────────── down again inside the window: reopened ───────────────┘
 *
 * While something says it is down, the state is what is being done about it.
 */
export type OutageState =
  | 'down'
  | 'diagnosing'
  | 'awaiting_approval'
  | 'fixing'
  | 'verifying'
  | 'recovered'
  | 'resolved';

export type OutageEvent =
  | {
      readonly type: 'opened';
      readonly at: number;
      readonly service: string;
      /** The id of the channel its thread stands in; absent where there is none to tell. */
      readonly channel?: string;
      readonly severity: Severity;
      /** Set when a person opened it. */
      readonly by?: string;
      readonly says: Phrase;
    }
  /** The channel of its thread, when that could not be found out at once. */
  | { readonly type: 'placed'; readonly at: number; readonly channel: string }
  | { readonly type: 'seen'; readonly at: number; readonly signal: Signal }
  | { readonly type: 'diagnosis_asked'; readonly at: number; readonly runId: string; readonly why: Phrase }
  | {
      readonly type: 'diagnosed';
      readonly at: number;
      readonly runId: string;
      readonly verdict: OutageVerdict;
      /** The shared cause: a host, a proxy, a database that others need too. */
      readonly root?: string;
    }
  | { readonly type: 'diagnosis_failed'; readonly at: number; readonly runId: string; readonly says: Phrase }
  | {
      readonly type: 'proposed';
      readonly at: number;
      readonly runId: string;
      readonly action: string;
      readonly planId: string;
    }
  | { readonly type: 'plan_moved'; readonly at: number; readonly plan: OutagePlan }
  | { readonly type: 'acknowledged'; readonly at: number; readonly by: string }
  | { readonly type: 'assigned'; readonly at: number; readonly by: string; readonly to: string }
  | { readonly type: 'severity_set'; readonly at: number; readonly by: string; readonly severity: Severity }
  /** `until` in the past ends it. */
  | { readonly type: 'silenced'; readonly at: number; readonly by: string; readonly until: number }
  | { readonly type: 'reminded'; readonly at: number; readonly to: readonly string[] }
  | { readonly type: 'escalated'; readonly at: number; readonly level: number; readonly to: string }
  | {
      readonly type: 'linked';
      readonly at: number;
      readonly under: string;
      /** Whose outage it goes under. */
      readonly service?: string;
      readonly root: string;
    }
  /** The outage that it was part of is over, and it is not. */
  | { readonly type: 'unlinked'; readonly at: number; readonly from: string }
  | { readonly type: 'gathered'; readonly at: number; readonly outageId: string; readonly service: string }
  /** The monitor that reported it no longer runs. */
  | {
      readonly type: 'lapsed';
      readonly at: number;
      readonly fingerprints: readonly string[];
      readonly says: Phrase;
    }
  /** A person says something that belongs to its story. */
  | { readonly type: 'noted'; readonly at: number; readonly by: string; readonly says: Phrase }
  | {
      readonly type: 'resolved';
      readonly at: number;
      /** Absent: it stayed up for long enough. */
      readonly by?: string;
      readonly reason?: string;
    };

export type OutageVerdict = {
  readonly id: string;
  readonly outcome: 'healthy' | 'faulty' | 'could_not_look';
  readonly headline: Phrase;
  readonly provisional: boolean;
  /** The service itself was not seen on every host: worth another look soon, whatever it says. */
  readonly isPartial?: true;
  /** The remedies that Resus may propose by itself, best first. */
  readonly remedies: readonly string[];
};

export type OutagePlan = {
  readonly id: string;
  readonly action: string;
  readonly title: Phrase;
  readonly state: PlanState;
  readonly outcome?: PlanEnd;
  /** Asked for by Resus itself. */
  readonly isOwn: boolean;
};

/** A source that reports the service as down. */
export type Alarm = {
  readonly fingerprint: string;
  readonly source: Signal['source'] | 'person';
  readonly since: number;
  readonly says: Phrase;
  readonly link?: string;
};
export type OutageRun = {
  readonly id: string;
  readonly askedAt: number;
  readonly verdict?: OutageVerdict;
  readonly endedAt?: number;
};

export type Down = {
  readonly from: number;
  readonly to?: number;
  /** Nobody saw it come up: it was said to be over. */
  readonly isSaid?: true;
};

export type Outage = {
  readonly id: string;
  readonly service: string;
  readonly channel?: string;
  readonly state: OutageState;
  readonly severity: Severity;
  readonly says: Phrase;
  readonly openedBy?: string;
  readonly openedAt: number;
  /** When the failing began, as far as anyone can tell. */
  readonly since: number;
  /** Since when it is down without a break; of the last time when it is up. */
  readonly downSince: number;
  /** When it was heard of that it is down this time: people can react from then on, however long it was failing. */
  readonly heardAt: number;
  readonly alarms: readonly Alarm[];
  /** Every time it was down; the last one is open while it is. */
  readonly downs: readonly Down[];
  /** When something said so for the first time that had not: the picture changed. */
  readonly pictureAt: number;
  readonly flaps: number;
  readonly reopened: number;
  readonly runs: readonly OutageRun[];
  readonly proposed: readonly { readonly runId: string; readonly action: string; readonly planId: string }[];
  readonly plans: readonly (OutagePlan & { readonly at: number })[];
  readonly root?: string;
  /** Part of another outage with the same root. */
  readonly under?: string;
  readonly underService?: string;
  readonly holds: readonly { readonly outageId: string; readonly service: string }[];
  readonly acknowledged?: { readonly by: string; readonly at: number };
  readonly assignee?: string;
  readonly silencedUntil?: number;
  readonly reminders: readonly number[];
  /** How many levels of the ladder were called. */
  readonly escalated: number;
  /** When the last of them was. */
  readonly calledAt?: number;
  /** How often something was seen, whatever it was. */
  readonly seen: number;
  /** Since when nothing is left that could say whether it is up or down. */
  readonly lapsedAt?: number;
  readonly recoveredAt?: number;
  readonly resolved?: { readonly at: number; readonly by?: string; readonly reason?: string };
};

/** How long it was down in all, up to now or its end. */
export function downMs({ downs }: Pick<Outage, 'downs'>, now: number): number {
  return downs.reduce((sum, { from, to }) => sum + ((to ?? now) - from), 0);
}

/** An endpoint of alerts, and the names of those who hold its secret. */
export type TokenHolders = Readonly<Record<string, readonly string[]>>;

/**
 * The people who set an outage off: who opened it by hand, and `people:NAME` for those who hold the token by which it was
 * told, unless a monitor of Resus saw it too.
 */
export function peopleBehind(events: readonly OutageEvent[], holders: TokenHolders): string[] {
  const openers = events.flatMap((event) =>
    event.type === 'opened' && event.by !== undefined ? [event.by] : [],
  );
  const told = events.flatMap((event) =>
    event.type === 'seen' && event.signal.state === 'down' ? [event.signal.source] : [],
  );
  const isSeen = told.some((source) => source === 'monitor' || source === 'heartbeat');
  const names = isSeen ? [] : [...new Set(told)].flatMap((source) => holders[source] ?? []);
  return [...new Set([...openers, ...names.map((name) => `people:${name}`)])];
}
