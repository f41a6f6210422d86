import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import { ask, offerServices } from '../request-diagnosis.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../log-failure.ts';
import { wordsOf } from '../parse-command.ts';

/** /diagnose <service> [host] */
export function listenToDiagnose(app: App, deps: BotDeps): void {
  app.command('/diagnose', async ({ command, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const { user_id: user, channel_id: channel, trigger_id: triggerId, text } = command;
    const words = wordsOf(text);
    const asking = { user, channel, triggerId };
    const answer = answerBy(respond, deps);
    if (words.length === 0) return offerServices(deps, asking, triggerId, answer);
    return ask(deps, words, asking, answer);
  });
}
