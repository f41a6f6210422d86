import type { Ephemeral, Message, WorkspaceState } from './protocol.ts';

/** One line of a conversation, whoever it is shown to. */
export interface Entry extends Message {
  isEphemeral: boolean;
  replyCount: number;
  lastReplyTs?: string;
}

const byTs = (a: Entry, b: Entry) => a.ts.localeCompare(b.ts);

export const isReply = (message: { ts: string; thread_ts?: string }) =>
  message.thread_ts !== undefined && message.thread_ts !== message.ts;

/** The lines of a channel as one person sees them: no replies (unless broadcast), their own ephemerals only. */
export function channelEntries(state: WorkspaceState, channel: string, viewer: string): Entry[] {
  const all = state.messages[channel] ?? [];
  const shown = all.filter((message) => !isReply(message) || message.reply_broadcast === true);
  const own = state.ephemerals.filter(
    (one) => one.channel === channel && one.user === viewer && !isReply(one),
  );
  return merge(shown, own, state, all);
}

/** The parent first, then its replies. Empty when the parent is gone. */
export function threadEntries(
  state: WorkspaceState,
  channel: string,
  threadTs: string,
  viewer: string,
): Entry[] {
  const all = state.messages[channel] ?? [];
  const inThread = all.filter((message) => message.ts === threadTs || message.thread_ts === threadTs);
  const own = state.ephemerals.filter(
    (one) => one.thread_ts === threadTs && one.user === viewer && isReply(one),
  );
  return merge(inThread, own, state, all);
}

function merge(messages: Message[], ephemerals: Ephemeral[], state: WorkspaceState, all: Message[]): Entry[] {
  const replies = Map.groupBy(all.filter(isReply), (reply) => reply.thread_ts);
  const entries = messages.map((message) => toEntry(message, replies.get(message.ts) ?? []));
  return [...entries, ...ephemerals.map((one) => fromEphemeral(one, state))].toSorted(byTs);
}

function toEntry(message: Message, replies: Message[]): Entry {
  const lastReplyTs = replies.at(-1)?.ts;
  const replyCount = replies.length > 0 ? replies.length : (message.reply_count ?? 0);
  return {
    ...message,
    isEphemeral: false,
    replyCount,
    ...(lastReplyTs === undefined ? {} : { lastReplyTs }),
  };
}

/** Ephemerals come from the app alone; the `user` they carry is the one person who sees them. */
function fromEphemeral(one: Ephemeral, state: WorkspaceState): Entry {
  const bot = state.people.find((person) => person.role === 'bot')?.id ?? '';
  return { ...one, user: bot, bot: true, isEphemeral: true, replyCount: 0 };
}

/** As long as Slack keeps messages of one author together. */
const GROUP_WITHIN_SECONDS = 300;

/** Whether a line follows closely enough on the one before to share its author line. */
export function continues(before: Entry | undefined, entry: Entry): boolean {
  if (before === undefined || before.user !== entry.user) return false;
  if (before.isEphemeral !== entry.isEphemeral || before.replyCount > 0) return false;
  return Number(entry.ts) - Number(before.ts) < GROUP_WITHIN_SECONDS;
}

export const timeOf = (ts: string) =>
  new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export const exactTimeOf = (ts: string) => new Date(Number(ts) * 1000).toLocaleString();

/** The heading above a day's messages. `now` is passed in, so that midnight is the caller's. */
export function dayOf(ts: string, now: Date): string {
  const day = new Date(Number(ts) * 1000);
  if (day.toDateString() === now.toDateString()) return 'Today';
  return day.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}
