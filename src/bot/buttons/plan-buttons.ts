import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { DecidePlan } from '#actions/plan-commands.ts';
import { safePhrase } from '#base/errors.ts';
import { askPlanButton } from '#actions/cards/action-picker.ts';
import { planButtons } from '#actions/cards/plan-card.ts';
import { breakGlassView, denyView } from '#actions/cards/plan-views.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from '../find-refusal.ts';
import { answerClick } from '../answer.ts';
import { askPlan } from '../request-plan.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { decide, placeOf } from '../decide-on-plan.ts';
import { readPlanWords } from '../parse-plan-command.ts';
import { safely } from '../log-failure.ts';

/** The buttons of a plan's card. Who may is asked at this moment, not when the card was drawn. */
export function listenToPlanButtons(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>(/^plan\./, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerClick(respond, body, deps);
    const [planId = '', seen = ''] = (action.value ?? '').split(' ');
    const asking = clickOf(body, action);
    const does = doesOf(action.action_id, seen);
    const viewTrigger = body.trigger_id;
    if (does !== undefined) return decide(deps, { planId, does, asking, viewTrigger }, answer);
    if (!(await admit(deps, asking, 'act', answer))) return;
    const view = action.action_id === planButtons.deny ? denyView : breakGlassView;
    const place = placeOf(planId, { digest: seen }, asking);
    try {
      await deps.client.views.open({ trigger_id: viewTrigger, view: view(place, localeOf(deps)) });
    } catch (error) {
      deps.log.warn({ err: error, planId }, 'no window for a reason could be opened');
      await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
    }
  });
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${askPlanButton}\\.`),
    async ({ action, body, ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      const words = readPlanWords((action.value ?? '').split(' '));
      await askPlan(deps, words, clickOf(body, action), answerClick(respond, body, deps));
    },
  );
}

/** The decision that needs no further word; undefined: a window asks for the reason first. */
function doesOf(actionId: string, seen: string): DecidePlan['does'] | undefined {
  switch (actionId) {
    case planButtons.approve:
      return { kind: 'approve', digest: seen };
    case planButtons.withdraw:
      return { kind: 'withdraw' };
    case planButtons.cancel:
      return { kind: 'cancel' };
    case planButtons.settleDone:
      return { kind: 'settle', step: seen, as: 'done' };
    case planButtons.settleNotDone:
      return { kind: 'settle', step: seen, as: 'not_done' };
    default:
      return undefined;
  }
}
