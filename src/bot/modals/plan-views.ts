import type { App, ViewSubmitAction } from '@slack/bolt';
import type { DecidePlan } from '#actions/plan-commands.ts';
import { actionOptions, paramsField, pickAction, runbookView } from '#actions/cards/action-picker.ts';
import { planField, type PlanPlace, planViews } from '#actions/cards/plan-views.ts';
import { pickService } from '#slack/cards/service-picker.ts';
import { answerIn } from '../answer.ts';
import { askPlan } from '../request-plan.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { decide } from '../decide-on-plan.ts';
import { readPlanWords } from '../parse-plan-command.ts';
import { safely } from '../log-failure.ts';
import { wordsOf } from '../parse-command.ts';

/** The windows about plans: a reason, a code, or which action on which service. */
export function listenToPlanViews(app: App, deps: BotDeps): void {
  for (const id of Object.values(planViews)) {
    app.view<ViewSubmitAction>(id, async ({ view, body, ack }) => {
      await safely('ack', deps.log, () => ack());
      const place = JSON.parse(view.private_metadata) as PlanPlace;
      const words = (view.state.values[planField]?.[planField]?.value ?? '').trim();
      const { planId, channel, threadTs } = place;
      const where = { user: body.user.id, channel, ...(threadTs === undefined ? {} : { threadTs }) };
      const asking = { ...where, triggerId: view.id };
      const deciding = { planId, does: doesOf(id, words, place), asking, viewTrigger: body.trigger_id };
      await decide(deps, deciding, answerIn(where, deps));
    });
  }
  app.options(pickAction, async ({ options, body, ack }) => {
    const unfit = await deps.identity.whyNot(body.user.id, 'look');
    const actions = deps.useCases.plans.actions();
    const found = unfit === undefined ? actionOptions(actions, options.value, localeOf(deps)) : [];
    await safely('ack', deps.log, () => ack({ options: found }));
  });
  app.view<ViewSubmitAction>(runbookView, async ({ view, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const { channel, action, ...thread } = JSON.parse(view.private_metadata) as {
      readonly channel: string;
      readonly threadTs?: string;
      readonly action?: string;
    };
    const { values } = view.state;
    const chosen = action ?? values['action']?.[pickAction]?.selected_option?.value ?? '';
    const service = values['service']?.[pickService]?.selected_option?.value ?? '';
    const typed = values[paramsField]?.[paramsField]?.value ?? '';
    const where = { user: body.user.id, channel, ...thread };
    const words = readPlanWords([chosen, service, ...wordsOf(typed)]);
    await askPlan(deps, words, { ...where, triggerId: view.id }, answerIn(where, deps));
  });
}

function doesOf(id: string, words: string, { digest = '', reason }: PlanPlace): DecidePlan['does'] {
  if (id === planViews.deny) return { kind: 'deny', reason: words };
  if (id === planViews.breakGlass) return { kind: 'break_glass', digest, reason: words };
  // The code belongs to whichever approval asked for it.
  return reason === undefined
    ? { kind: 'approve', digest, code: words }
    : { kind: 'break_glass', digest, reason, code: words };
}
