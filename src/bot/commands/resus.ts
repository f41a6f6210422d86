import type { App } from '@slack/bolt';
import { admit } from '../find-refusal.ts';
import { answerBy } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../log-failure.ts';
import { sayAbout } from '../resus-command.ts';
import { wordsOf } from '../parse-command.ts';

/** /resus [help|status|…] */
export function listenToResus(app: App, deps: BotDeps): void {
  app.command('/resus', async ({ command, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerBy(respond, deps);
    if (!(await admit(deps, { user: command.user_id, channel: command.channel_id }, 'look', answer))) return;
    await sayAbout(deps, wordsOf(command.text), command.user_id, answer);
  });
}
