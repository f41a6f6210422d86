import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { safePhrase } from '#base/errors.ts';
import { byHandCard, runGoneCard } from '#slack/cards/by-hand-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { remediesOf } from '#slack/cards/remedy-blocks.ts';
import { admit } from '../admit.ts';
import { answerBy } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { safely } from '../safely.ts';

/** A remedy of a verdict: shows what to run by hand, since this version changes nothing itself. */
export function listenToRemedyButtons(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>(/^remedy\./, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerBy(respond, deps);
    if (!(await admit(deps, clickOf(body, action), 'look', answer))) return;
    const [runId = '', wanted] = (action.value ?? '').split(' ');
    try {
      const run = await deps.useCases.findRun(runId);
      const locale = localeOf(deps, run?.service);
      const causes = run?.verdict === undefined ? [] : [run.verdict, ...run.verdict.otherCauses];
      const remedy = remediesOf(causes).find((one) => one.action === wanted);
      await answer(remedy === undefined ? runGoneCard(locale) : byHandCard(remedy, locale));
    } catch (error) {
      deps.log.error({ err: error, runId }, 'showing a remedy failed');
      await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
    }
  });
}
