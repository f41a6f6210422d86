import type { RespondFn } from '@slack/bolt';
import { fitBody } from '#slack/fit.ts';
import type { MessageBody } from '#slack/message.ts';
import type { Answer, BotDeps } from './bot-deps.ts';
import { safely } from './safely.ts';

/** To a command or a click: seen by that person only, and possible even where the app is no member. */
export function answerBy(respond: RespondFn, { log }: BotDeps): Answer {
  return (body) =>
    safely('answer', log, () =>
      respond({ ...partsOf(body), response_type: 'ephemeral', replace_original: false }),
    );
}

type Where = { readonly channel: string; readonly user: string; readonly threadTs?: string };

/** To a mention: seen by that person only, in the thread. Direct messages are private already, and last. */
export function answerIn({ channel, user, threadTs }: Where, { client, log }: BotDeps): Answer {
  return (body) =>
    safely('answer', log, () => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const message = { channel, ...thread, ...partsOf(body) };
      if (!channel.startsWith('D')) return client.chat.postEphemeral({ ...message, user });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
      return client.chat.postMessage(message);
    });
}

function partsOf(body: MessageBody) {
  const { text, blocks } = fitBody(body.text, body.blocks);
  return blocks === undefined ? { text } : { text, blocks: [...blocks] };
}
