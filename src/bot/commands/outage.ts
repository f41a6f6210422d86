import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { hearOutage } from '../outage-command.ts';
import { readOutageWords } from '../parse-outage-command.ts';
import { safely } from '../log-failure.ts';

/** /outage [list|open|ack|resolve|assign|silence|severity|postmortem] … */
export function listenToOutage(app: App, deps: BotDeps): void {
  app.command('/outage', async ({ command, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const { user_id: user, channel_id: channel, trigger_id: triggerId, text } = command;
    const words = readOutageWords(text, user);
    await hearOutage(deps, words, { user, channel, triggerId }, triggerId, answerBy(respond, deps));
  });
}
