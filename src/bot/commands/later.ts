import type { App } from '@slack/bolt';
import { laterCard } from '#slack/cards/help-card.ts';
import { admit } from '../admit.ts';
import { answerBy } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { safely } from '../safely.ts';

const later = ['/outage'] as const;

/** Commands the app already declares in Slack but that need plans and approvals: answered, not left hanging. */
export function listenToLater(app: App, deps: BotDeps): void {
  for (const name of later) {
    app.command(name, async ({ command, ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      const answer = answerBy(respond, deps);
      if (!(await admit(deps, { user: command.user_id, channel: command.channel_id }, 'look', answer)))
        return;
      await answer(laterCard(name, localeOf(deps)));
    });
  }
}
