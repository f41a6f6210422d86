import type { Outage, OutageEvent, Signal } from './events.ts';

export type NamedEvent = {
  /** Names this event within its outage: the same id again changes nothing. */
  readonly eventId: string;
  readonly event: OutageEvent;
};
export type StoredOutage = {
  readonly outage: Outage;
  /** How many events made it. */
  readonly seq: number;
  readonly events: readonly OutageEvent[];
};

/** Outages, their only history being their events. Every call rejects soon when Redis is down or frozen. */
export type OutageStore = {
  readonly append: (entry: {
    readonly outageId: string;
    readonly service: string;
    /** Decided on the state that this many events made; 0 for one that begins. */
    readonly ifSeq: number;
    /** The outage that must be the newest of the service; '' for none. */
    readonly ifNewest?: string;
    /** A sighting is taken once, whichever outage it went to. */
    readonly sightingId?: string;
    readonly at: number;
    readonly events: readonly NamedEvent[];
  }) => Promise<'added' | 'repeated' | 'moved'>;
  readonly find: (outageId: string) => Promise<StoredOutage | undefined>;
  /** Changes with every event of any outage. */
  readonly pulse: () => Promise<string>;
  readonly newestOf: (service: string) => Promise<string | undefined>;
  /** Oldest first; those that opened, or were reopened, from then on. */
  readonly open: (from?: number) => Promise<readonly string[]>;
  /** The name of the storm that there is, until it is said to be over; `first` when there was none. */
  readonly storm: (first: string) => Promise<string>;
  readonly endStorm: () => Promise<void>;
  readonly recent: (limit: number) => Promise<readonly StoredOutage[]>;
  /** Whether somebody has to look after it: it is not over, or not yet wrapped up. */
  readonly isOpen: (outageId: string) => Promise<boolean>;
  readonly close: (outageId: string, ifSeq: number) => Promise<boolean>;
  readonly rootOwner: (root: string, claimer: string) => Promise<string>;
  readonly takeRoot: (root: string, owner: string) => Promise<void>;
  readonly leaveRoot: (root: string, owner: string) => Promise<void>;
  /** Once: what was let go is not held again when the same is delivered late. */
  readonly hold: (signal: Signal) => Promise<void>;
  /** Only this one when it is named. */
  readonly letGo: (fingerprint: string, sightingId?: string) => Promise<void>;
  readonly held: () => Promise<readonly Signal[]>;
  readonly silence: (
    service: string,
    silence: { readonly until: number; readonly by: string } | undefined,
  ) => Promise<void>;
  readonly silenceOf: (service: string) => Promise<{ readonly until: number } | undefined>;
};
