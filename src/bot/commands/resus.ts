import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../safely.ts';
import { sayAbout } from '../say-about.ts';
import { wordsOf } from '../words.ts';

/** /resus [help|status|…] */
export function listenToResus(app: App, deps: BotDeps): void {
  app.command('/resus', async ({ command, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    await sayAbout(deps, wordsOf(command.text)[0]?.toLowerCase() ?? 'help', answerBy(respond, deps));
  });
}
