// The page protocol: what the workspace server sends and takes. Everything in it was written by a bot, a person or a
// host: the page draws it as text and trusts no field to be well formed Block Kit.

export interface Person {
  id: string;
  name: string;
  real_name: string;
  role: 'member' | 'guest' | 'bot';
  /** The job, shown under the name of who one acts as. */
  title?: string;
  color?: string;
  /** Deactivated: its messages stay, nobody acts as it. */
  deleted?: boolean;
}

export interface Channel {
  id: string;
  name: string;
  /** Whether the app is in it. */
  is_member: boolean;
  kind: 'channel' | 'dm';
  user?: string;
}

export interface Command {
  command: string;
  description?: string;
  usage_hint?: string;
  /** Names of people and channels reach the app as ids. */
  should_escape?: boolean;
}

/** What an app offers without a command: from anywhere, or on a message. */
export interface Shortcut {
  name: string;
  type: 'global' | 'message';
  callback_id: string;
}

export interface TextObject {
  type: 'plain_text' | 'mrkdwn';
  text: string;
  emoji?: boolean;
}

export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

export interface OptionGroup {
  label: TextObject;
  options: Option[];
}

export interface Confirm {
  title?: TextObject;
  text?: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: 'primary' | 'danger';
}

/** Any block or element: fields beyond these are read where they are drawn. */
export interface Block {
  type: string;
  block_id?: string;
  action_id?: string;
  [field: string]: unknown;
}

export interface WorkspaceFile {
  id: string;
  name?: string;
  title?: string;
  mimetype?: string;
  size?: number;
}

export interface Reaction {
  name: string;
  count?: number;
  users?: string[];
}

export interface Message {
  ts: string;
  channel: string;
  user: string;
  thread_ts?: string;
  bot?: boolean;
  /** A sender's name other than the user's own. */
  username?: string;
  text: string;
  blocks?: Block[];
  files?: WorkspaceFile[];
  reactions?: Reaction[];
  edited?: boolean;
  /** Used when the replies themselves are not known; else they are counted. */
  reply_count?: number;
  reply_broadcast?: boolean;
}

export interface Ephemeral {
  user: string;
  channel: string;
  ts: string;
  thread_ts?: string;
  text: string;
  blocks?: Block[];
  deleted?: boolean;
}

/** A modal, or an app's Home. */
export interface View {
  id: string;
  type?: string;
  callback_id?: string;
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
  hash?: string;
  user?: string;
}

/** Everything the page shows, as `GET /page/state` tells it; events then say what changes. */
export interface WorkspaceState {
  team: { name?: string; domain?: string } | string;
  me: string;
  people: Person[];
  channels: Channel[];
  commands: Command[];
  shortcuts?: Shortcut[];
  messages: Record<string, Message[]>;
  ephemerals: Ephemeral[];
  views: Record<string, View[]>;
  homes: Record<string, View>;
  files: WorkspaceFile[];
  user_groups?: { id: string; name: string; handle?: string }[];
  statuses?: ThreadStatus[];
  sockets?: { connected: number };
}

/** What the app says it is doing in a thread; gone with its next message there. */
export interface ThreadStatus {
  channel: string;
  thread_ts: string;
  status: string;
}

/** One event of the stream: `type`, then the object spread over it or under its own name. */
export interface PageEvent {
  type: string;
  [field: string]: unknown;
}

/** The values of one element, as in Slack's `view.state.values[block_id][action_id]`. */
export interface ElementValue {
  type: string;
  [field: string]: unknown;
}
export type FormValues = Record<string, Record<string, ElementValue>>;

/** What a person sees of what they did. `error` is the word Slack shows, `errors` stand at fields, by block_id. */
export interface ActResult {
  ok: boolean;
  error?: string;
  errors?: Record<string, string>;
  options?: Option[];
  option_groups?: OptionGroup[];
}

/** One thing that can really be done to a demo service. */
export interface DemoFault {
  id: string;
  title: string;
  active: boolean;
  /** What is really done, for people. */
  explains?: string;
}

export interface DemoService {
  name: string;
  title: string;
  url: string;
  healthy: boolean;
  /** Why it does not count as healthy, in a few words. */
  reason?: string;
  /** What Mend does here, where it is more than to undo and to start again. */
  mends?: string;
  /** The channel that is told when the app sees it down by itself. */
  told?: string;
  faults: DemoFault[];
}

export interface DemoState {
  services: DemoService[];
}
