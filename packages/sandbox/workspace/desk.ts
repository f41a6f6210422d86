import type { Conversations } from './talk/conversations.ts';
import type { Files } from './talk/files.ts';
import type { Tickets } from './talk/tickets.ts';
import type { Views } from './talk/views.ts';
import type { Team } from './team/team.ts';
import type { Calls } from './wire/calls.ts';
import type { Changes } from './wire/changes.ts';
import type { Envelopes } from './wire/envelopes.ts';
import type { Faults } from './wire/faults.ts';
import type { Limits } from './wire/limits.ts';
import type { Sockets } from './wire/sockets.ts';

/** Everything one workspace is made of; the API, the page and the people work on the same desk. */
export type Desk = {
  readonly team: Team;
  readonly conversations: Conversations;
  readonly views: Views;
  readonly files: Files;
  readonly tickets: Tickets;
  /** Everything that happens, for the page and for who waits. */
  readonly changes: Changes;
  readonly sockets: Sockets;
  readonly envelopes: Envelopes;
  /** What breaks on purpose, and whether the limits hold. */
  readonly faults: Faults;
  readonly limits: Limits;
  readonly calls: Calls;
  readonly tokens: { bot: string; app: string };
  /** What the bot's token was granted; undefined grants everything. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Events the app subscribed to, as named in its manifest (`app_mention`, `message.im`, …). */
  readonly events: ReadonlySet<string>;
  /** What a text-only `chat.update` leaves standing. */
  readonly updateKeeps: 'blocks' | 'nothing';
  /** How long after its completion a file is shown, and known to `files.info`. */
  readonly shareFilesAfterMs: number;
  /** What the app says it is doing in a thread, by `channel thread_ts`. */
  readonly statuses: Map<string, { channel: string; thread_ts: string; status: string }>;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin: string;
};
