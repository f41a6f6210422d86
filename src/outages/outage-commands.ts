import type { Phrase } from '#base/phrase.ts';
import type { Outage, Severity } from './events.ts';

/** What a person does about an outage. `clickId` names the command or click: delivered twice it counts once. */
export type ChangeOutage = {
  readonly outageId: string;
  /** Slack user id, or `person:NAME` of the catalog. */
  readonly by: string;
  readonly clickId: string;
  readonly does:
    | { readonly kind: 'acknowledge' }
    | { readonly kind: 'assign'; readonly to: string }
    | { readonly kind: 'severity'; readonly severity: Severity }
    /** No reminders, no escalation, no new thread for the service until then; 0 ends it. */
    | { readonly kind: 'silence'; readonly forMs: number }
    | { readonly kind: 'resolve'; readonly reason?: string };
};

export type ChangedOutage =
  | { readonly outcome: 'changed'; readonly outage: Outage; readonly says: Phrase }
  | { readonly outcome: 'refused'; readonly message: Phrase };

/** A person sees a failure that nothing watches. */
export type OpenOutage = {
  readonly service: string;
  readonly by: string;
  /** The channel of its thread when the service has none of its own. */
  readonly channel?: string;
  readonly says: string;
  readonly triggerId: string;
};
export type OpenedOutage =
  | { readonly outcome: 'opened' | 'joined'; readonly outage: Outage }
  | { readonly outcome: 'closest'; readonly asked: string; readonly names: readonly string[] }
  | { readonly outcome: 'refused'; readonly message: Phrase };

/** An outage as lists show it. */
export type ListedOutage = { readonly outage: Outage; readonly link?: string };

/** The name of an outage: its id, its service (the newest of it), or the Slack thread it stands in. */
export type OutageName = { readonly word: string } | { readonly channel: string; readonly threadTs: string };

/** The report of an outage, as a file. */
export type Report = { readonly filename: string; readonly title: Phrase; readonly text: string };

/** Each answers within 2 s whatever is down, and throws only AppError. */
export type OutageUseCases = {
  readonly open: (command: OpenOutage) => Promise<OpenedOutage>;
  readonly change: (command: ChangeOutage) => Promise<ChangedOutage>;
  /** Those that are not over, oldest first, then the last that are, newest first. */
  readonly list: () => Promise<readonly ListedOutage[]>;
  readonly find: (name: OutageName) => Promise<Outage | undefined>;
  /** Puts the report into the outage's thread and gives it back; undefined when the outage is no longer stored. */
  readonly report: (outageId: string) => Promise<Report | undefined>;
};
