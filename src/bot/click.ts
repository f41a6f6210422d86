import type { BlockAction } from '@slack/bolt';
import { threadNamedBy } from '#slack/cards/closest-card.ts';
import type { RequestContext } from './request-diagnosis.ts';

/**
 * The thread that a private answer to a click can be seen in. A parent also stands in the channel, where most people click
 * it; and a message without replies has no thread yet: Slack shows nobody what is said there in private.
 */
export function threadOfClick({ message, container }: BlockAction): string | undefined {
  const threadTs: unknown = container.thread_ts ?? message?.thread_ts;
  return typeof threadTs === 'string' && threadTs !== container.message_ts ? threadTs : undefined;
}

/**
 * The person and place of a click. Its own time makes two clicks two requests, and one click delivered twice one.
 */
export function clickOf(
  { user, channel, message, container }: BlockAction,
  action: { readonly action_id: string; readonly action_ts: string; readonly block_id: string },
): RequestContext {
  const threadTs: unknown = message?.thread_ts ?? container.thread_ts ?? threadNamedBy(action.block_id);
  return {
    user: user.id,
    channel: channel?.id ?? user.id,
    triggerId: [container.message_ts, action.action_id, action.action_ts, user.id].join('/'),
    ...(typeof threadTs === 'string' ? { threadTs } : {}),
  };
}
