import type { StandsAt } from './permalink.ts';
import type { FileBody, MessageBody, MessagePlace } from './message.ts';

/** The desired state of a message: the newest version wins, an older one that comes late is ignored. */
export type OutgoingMessage = {
  readonly id: string;
  /** threadOf(id, place). */
  readonly thread: string;
  readonly place: MessagePlace;
  readonly version: number;
  readonly body: MessageBody | FileBody;
};

/** The head of a thread's queue. */
export type QueuedMessage = OutgoingMessage & {
  /** Its place in Slack, once posted. */
  readonly ts?: string;
  /** The place of its parent; absent when it has none, or when the parent never made it. */
  readonly parentTs?: string;
  /** Someone began to post it and never said how that ended: it may or may not be in Slack. */
  readonly sending?: { readonly at: number; readonly fileId?: string };
  /** How often sending it has failed since it last succeeded. */
  readonly failures: number;
};

export type DeadLetter = {
  readonly id: string;
  readonly channel: string;
  readonly reason: string;
  readonly at: number;
};

/**
 * The durable desired state of every message. Order is that of the first `put`, per thread; edits coalesce. All calls
 * are idempotent, so a resend after a reconnect is harmless. Only who holds a thread may send for it.
 */
export type Outbox = {
  /** Returns the threads that now have work. What changes nothing is no work. */
  readonly put: (messages: readonly OutgoingMessage[]) => Promise<readonly string[]>;
  /** 0: until `ms` from now nobody else sends for this thread. Else: for how long somebody else holds it. Renews. */
  readonly hold: (thread: string, holder: string, ms: number) => Promise<number>;
  readonly release: (thread: string, holder: string) => Promise<void>;
  readonly head: (thread: string) => Promise<QueuedMessage | undefined>;
  /** Must be called before a message is posted; from then on only `sent`, `unsent` or a look at Slack clears it. */
  readonly sending: (id: string, fileId?: string) => Promise<void>;
  /** Slack surely did not take it. Counts a failure unless told otherwise. */
  readonly unsent: (id: string) => Promise<void>;
  /** Whether Slack took it is not known: keeps the mark and counts a failure. */
  readonly ambiguous: (id: string) => Promise<void>;
  /** Slack shows `version`; the message leaves the queue unless a newer one was put meanwhile. */
  readonly sent: (thread: string, id: string, version: number, ts: string) => Promise<void>;
  /** Leaves the queue without having been sent: an intermediate state that nobody will miss. */
  readonly skip: (thread: string, id: string, version: number) => Promise<void>;
  /** Can never be sent as it is: leaves the queue and is kept for people to see. */
  readonly bury: (thread: string, id: string, reason: string) => Promise<void>;
  /** Whether a message was ever put, and is not forgotten. */
  readonly isKnown: (id: string) => Promise<boolean>;
  /** The place of a message in Slack; undefined until it was posted, and a week after. */
  readonly find: (id: string) => Promise<StandsAt | undefined>;
  readonly threadsWithWork: () => Promise<readonly string[]>;
  readonly deadLetters: (limit: number) => Promise<readonly DeadLetter[]>;
};
