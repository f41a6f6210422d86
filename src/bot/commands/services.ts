import type { App } from '@slack/bolt';
import { admit } from '../find-refusal.ts';
import { answerBy } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../log-failure.ts';
import { sayServices } from '../resus-command.ts';

/** /services */
export function listenToServices(app: App, deps: BotDeps): void {
  app.command('/services', async ({ command, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerBy(respond, deps);
    if (!(await admit(deps, { user: command.user_id, channel: command.channel_id }, 'look', answer))) return;
    await sayServices(deps, answer);
  });
}
