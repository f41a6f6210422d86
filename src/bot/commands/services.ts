import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../safely.ts';
import { sayServices } from '../say-about.ts';

/** /services */
export function listenToServices(app: App, deps: BotDeps): void {
  app.command('/services', async ({ ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    await sayServices(deps, answerBy(respond, deps));
  });
}
