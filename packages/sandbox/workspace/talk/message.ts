/** A block as it was sent, checked and with its ids filled in. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>;

/** A file as the Web API shows it. */
export type FileRecord = {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  size: number;
  user: string;
  created: number;
  url_private: string;
  permalink: string;
  shares: { public: Record<string, { ts: string; thread_ts?: string }[]> };
};

export type Reaction = { name: string; users: string[]; count: number };

/** What an app hides in a message to know it again. */
export type Metadata = { event_type: string; event_payload: Record<string, unknown> };

export type Message = {
  ts: string;
  channel: string;
  user: string;
  /** mrkdwn, kept exactly as it came. */
  text: string;
  thread_ts?: string;
  bot?: boolean;
  /** A custom sender, from `chat:write.customize`. */
  username?: string;
  blocks?: Block[];
  attachments?: unknown[];
  files?: FileRecord[];
  reactions?: Reaction[];
  metadata?: Metadata;
  /** Shows the "(edited)" label. */
  edited?: boolean;
  reply_count?: number;
  /** A reply that also stands in the channel. */
  reply_broadcast?: boolean;
};

/** Only one person sees it; it is gone when they reload, and it cannot be edited by its ts. */
export type Ephemeral = {
  ts: string;
  channel: string;
  user: string;
  text: string;
  thread_ts?: string;
  blocks?: Block[];
  deleted?: boolean;
};

/** Times of messages: seconds and microseconds, never twice the same, as Slack's ids of messages within a channel. */
export function createTsClock(now: () => number = Date.now): () => string {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(lastMicros + 1, now() * 1000);
    const digits = String(lastMicros);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  };
}

export const isTs = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,12}\.\d{6}$/.test(value);
