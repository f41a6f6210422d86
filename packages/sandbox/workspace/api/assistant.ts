import { list, string } from '../../block-kit/rules.ts';
import type { Desk } from '../desk.ts';
import { joinedChannel } from './channels.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';
import { collect, formatProblem } from '../../block-kit/rules.ts';

/** The status goes by itself after two minutes without a message. */
const STATUS_LIFE_MS = 120_000;

/** Ten at most, each of 50 characters: measured, the reference gives only the count. */
const loadingMessages = list(string({ max: 50 }), { max: 10 });

/** An empty status takes it away. */
function setStatus(args: Args, desk: Desk): Answer {
  const channel = joinedChannel(desk, args.string('channel_id'));
  const threadTs = args.string('thread_ts');
  const status = args.findString('status') ?? '';
  const loading = args.json('loading_messages');
  const problems = collect('invalid_arguments', (report) => {
    if (loading !== undefined) loadingMessages(loading, '/loading_messages', report);
  });
  if (problems.length > 0) throw new Refusal('invalid_arguments', problems.map(formatProblem));
  if (!desk.conversations.find(channel.id, threadTs)) throw new Refusal('invalid_thread_ts');
  const key = `${channel.id} ${threadTs}`;
  const shown = { channel: channel.id, thread_ts: threadTs, status };
  if (status === '') desk.statuses.delete(key);
  else desk.statuses.set(key, shown);
  desk.changes.emit({ type: 'status', ...shown });
  setTimeout(() => {
    if (desk.statuses.get(key) !== shown) return;
    desk.statuses.delete(key);
    desk.changes.emit({ type: 'status', ...shown, status: '' });
  }, STATUS_LIFE_MS).unref();
  return {};
}

export const assistantMethods: Record<string, Method> = {
  'assistant.threads.setStatus': { access: 'bot', tier: 3, scope: 'chat:write', run: setStatus },
};
