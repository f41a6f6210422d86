import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import { ask, offerServices } from '../ask.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../safely.ts';
import { wordsOf } from '../words.ts';

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
