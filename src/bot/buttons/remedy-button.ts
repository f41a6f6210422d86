import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { safePhrase } from '#base/errors.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { runGoneCard } from '#diagnosis/cards/run-gone-card.ts';
import { answerClick } from '../answer.ts';
import { askPlan } from '../request-plan.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { safely } from '../log-failure.ts';

/** A remedy of a verdict: its plan, in the same thread. What it holds is decided by a fresh look, not by the button. */
export function listenToRemedyButtons(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>(/^remedy\./, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerClick(respond, body, deps);
    const [runId = '', wanted = ''] = (action.value ?? '').split(' ');
    try {
      const run = await deps.useCases.findRun(runId);
      if (run === undefined) return await answer(runGoneCard(localeOf(deps)));
      const host = run.host === undefined ? {} : { host: run.host };
      const words = { action: wanted, service: run.service, ...host, params: {} };
      await askPlan(deps, words, { ...clickOf(body, action), runId }, answer);
    } catch (error) {
      deps.log.error({ err: error, runId }, 'asking for a remedy failed');
      await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
    }
  });
}
