import type { App } from '@slack/bolt';
import { laterCard } from '#slack/cards/help-card.ts';
import { answerBy } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { safely } from '../safely.ts';

const later = ['/restart', '/runbook', '/outage'] as const;

/** Commands the app already declares in Slack but that need plans and approvals: answered, not left hanging. */
export function listenToLater(app: App, deps: BotDeps): void {
  for (const name of later) {
    app.command(name, async ({ ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      await answerBy(respond, deps)(laterCard(name, localeOf(deps)));
    });
  }
}
