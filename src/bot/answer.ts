import type { BlockAction, RespondFn } from '@slack/bolt';
import type { Redact } from '#redaction/redact.ts';
import { fitBody } from '#slack/fit-limits.ts';
import { redactBody } from '#slack/redact-body.ts';
import type { MessageBody } from '#slack/message.ts';
import type { Answer, BotDeps } from './bot-deps.ts';
import { threadOfClick } from './click.ts';
import { safely } from './log-failure.ts';

/** To a command or a click: seen by that person only, and possible even where the app is no member. */
export function answerBy(respond: RespondFn, { log, redact }: BotDeps, threadTs?: string): Answer {
  // Without it Slack shows the answer to a click in a thread outside of it (slackapi/bolt-js#963, #2170).
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const how = { response_type: 'ephemeral', replace_original: false, ...thread } as const;
  return (body) => safely('answer', log, () => respond({ ...partsOf(body, redact), ...how }));
}

/** To a click: in the thread that it was made in. */
export function answerClick(respond: RespondFn, body: BlockAction, deps: BotDeps): Answer {
  return answerBy(respond, deps, threadOfClick(body));
}

type Where = { readonly channel: string; readonly user: string; readonly threadTs?: string };

/** To a mention: seen by that person only, in the thread. Direct messages are private already, and last. */
export function answerIn({ channel, user, threadTs }: Where, { client, log, redact }: BotDeps): Answer {
  return (body) =>
    safely('answer', log, () => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const message = { channel, ...thread, ...partsOf(body, redact) };
      if (!channel.startsWith('D')) return client.chat.postEphemeral({ ...message, user });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
      return client.chat.postMessage(message);
    });
}

/** Someone may paste a secret where a service was asked for; it is not said back. */
function partsOf(body: MessageBody, redact: Redact) {
  const clean = redactBody(body, redact);
  const { text, blocks } = fitBody(clean.text, clean.blocks);
  return blocks === undefined ? { text } : { text, blocks: [...blocks] };
}
