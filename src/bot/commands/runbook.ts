import type { App } from '@slack/bolt';
import { answerBy } from '../answer.ts';
import { askPlan, offerActions } from '../request-plan.ts';
import type { BotDeps } from '../bot-deps.ts';
import { readPlanWords } from '../parse-plan-command.ts';
import { safely } from '../log-failure.ts';
import { wordsOf } from '../parse-command.ts';

/** /runbook <action> <service> [host] [key=value…] and /restart <service> [host] */
export function listenToRunbook(app: App, deps: BotDeps): void {
  for (const name of ['/runbook', '/restart']) {
    app.command(name, async ({ command, ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      const { user_id: user, channel_id: channel, trigger_id: triggerId, text } = command;
      const fixed = name === '/restart' ? ['restart'] : [];
      const words = readPlanWords([...fixed, ...wordsOf(text)]);
      const asking = { user, channel, triggerId };
      const answer = answerBy(respond, deps);
      if (words.action === undefined || words.service === undefined)
        return offerActions(deps, words.action, asking, triggerId, answer);
      return askPlan(deps, words, asking, answer);
    });
  }
}
