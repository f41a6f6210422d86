import type { Changes } from '../wire/changes.ts';
import { withIds } from './block-ids.ts';
import type { Ephemeral, Message } from './message.ts';

/** What is said in the channels. Checks nothing: the Web API's methods do, before they come here. */
export class Conversations {
  readonly ephemerals: Ephemeral[] = [];
  private readonly byChannel = new Map<string, Message[]>();
  private readonly changes: Changes;
  private readonly nextTs: () => string;

  constructor(changes: Changes, nextTs: () => string) {
    this.changes = changes;
    this.nextTs = nextTs;
  }

  /** Oldest first, replies among the rest. */
  in(channel: string): readonly Message[] {
    return this.byChannel.get(channel) ?? [];
  }

  all(): Record<string, Message[]> {
    return Object.fromEntries(this.byChannel);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.in(channel).find((message) => message.ts === ts);
  }

  /** The parent and its replies, oldest first. */
  thread(channel: string, ts: string): Message[] {
    return this.in(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  }

  /** Gives the message its time and the ids its sender left out; a reply is counted at its parent. */
  add(draft: Omit<Message, 'ts'>): Message {
    const message: Message = { ...draft, ts: this.nextTs() };
    if (draft.blocks) message.blocks = withIds(draft.blocks);
    this.byChannel.set(draft.channel, [...this.in(draft.channel), message]);
    this.changes.emit({ ...message, type: 'message' });
    if (message.thread_ts) this.countReplies(message.channel, message.thread_ts);
    return message;
  }

  /** Replaces the message's fields by `next`, which must carry all that shall remain. */
  replace(next: Message): Message {
    const message = next.blocks ? { ...next, blocks: withIds(next.blocks) } : next;
    const kept = this.in(next.channel).map((one) => (one.ts === next.ts ? message : one));
    this.byChannel.set(next.channel, kept);
    this.changes.emit({ ...message, type: 'message_changed' });
    return message;
  }

  remove(message: Message): void {
    const { channel, ts } = message;
    this.byChannel.set(
      channel,
      this.in(channel).filter((one) => one.ts !== ts),
    );
    this.changes.emit({ type: 'message_deleted', channel, ts });
    if (message.thread_ts) this.countReplies(channel, message.thread_ts);
  }

  /**
   * Shows something to one person. It is not in the history, and the Web API cannot find it again. Where a message has no
   * replies yet there is no thread to show it in, and nobody sees it (Slack: reference/methods/chat.postEphemeral).
   */
  whisper(draft: Omit<Ephemeral, 'ts'>): Ephemeral {
    const ephemeral: Ephemeral = { ...draft, ts: this.nextTs() };
    if (draft.blocks) ephemeral.blocks = withIds(draft.blocks);
    if (draft.thread_ts && this.thread(draft.channel, draft.thread_ts).length < 2) return ephemeral;
    this.ephemerals.push(ephemeral);
    this.changes.emit({ ...ephemeral, type: 'ephemeral' });
    return ephemeral;
  }

  /** Only a response_url may do this. */
  changeEphemeral(next: Ephemeral): void {
    const at = this.ephemerals.findIndex((one) => one.ts === next.ts);
    if (next.deleted) this.ephemerals.splice(at, 1);
    else this.ephemerals[at] = next.blocks ? { ...next, blocks: withIds(next.blocks) } : next;
    this.changes.emit({ ...next, type: 'ephemeral_changed' });
  }

  /** The parent changes with its thread, so that the page redraws "2 replies". */
  private countReplies(channel: string, threadTs: string): void {
    const parent = this.find(channel, threadTs);
    if (!parent) return;
    this.replace({ ...parent, reply_count: this.thread(channel, threadTs).length - 1 });
  }
}
