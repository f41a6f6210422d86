import { safePhrase } from '#base/errors.ts';
import { actionPickerView, closestPlanCard } from '#actions/cards/action-picker.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { admit, whyNot } from './find-refusal.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { planOnItsWay, type PlanWords, wordsOfPlan } from './parse-plan-command.ts';

/**
 * An action asked for by words, a modal or a remedy's button. What comes of it is the plan's card; whatever cannot be done
 * is answered to the one who asked.
 */
export async function askPlan(
  deps: BotDeps,
  words: PlanWords,
  asking: RequestContext & { readonly runId?: string },
  answer: Answer,
): Promise<void> {
  const { action, service } = words;
  if (action === undefined || service === undefined) return;
  const locale = localeOf(deps, service);
  const refusal = await whyNot(deps, asking, 'act', locale, service);
  if (refusal !== undefined) return answer(refusal);
  const { user, channel, threadTs, triggerId, runId } = asking;
  const thread = threadTs === undefined ? {} : { threadTs };
  try {
    const asked = await deps.useCases.plans.ask({
      ...words,
      action,
      service,
      requester: { id: user, via: 'slack' },
      trigger: { by: 'slack', actor: user, channel, ...thread },
      triggerId,
      ...(runId === undefined ? {} : { runId }),
    });
    if (asked.outcome === 'refused') return await answer(refusalCard(asked.message, undefined, locale));
    if (asked.outcome === 'closest') {
      const choices = asked.names.map((name) => ({
        name,
        words: wordsOfPlan(words, { [asked.what]: name }),
      }));
      return await answer(closestPlanCard(asked.what, asked.asked, choices, locale));
    }
    await answer(noticeCard({ ...planOnItsWay, with: { service, action } }, locale));
  } catch (error) {
    deps.log.error({ err: error, service, action }, 'asking for a plan failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

/** A window for what was left out; the words once more where none can be opened. */
export async function offerActions(
  deps: BotDeps,
  action: string | undefined,
  asking: RequestContext,
  viewTrigger: string | undefined,
  answer: Answer,
): Promise<void> {
  if (!(await admit(deps, asking, 'act', answer))) return;
  const locale = localeOf(deps);
  const { channel, threadTs } = asking;
  const place = threadTs === undefined ? { channel } : { channel, threadTs };
  try {
    if (viewTrigger === undefined) throw new Error('nothing was clicked');
    await deps.client.views.open({ trigger_id: viewTrigger, view: actionPickerView(place, action, locale) });
  } catch (error) {
    deps.log.info({ err: error }, 'no modal could be opened');
    await answer(noticeCard(usage, locale));
  }
}

const usage = {
  en: 'Say which: `restart <service>` or `runbook <action> <service> [key=value…]`. In a channel, `/runbook` alone opens a window to choose from.',
  fr: 'Dites lequel : `restart <service>` ou `runbook <action> <service> [clé=valeur…]`. Dans un canal, `/runbook` seul ouvre une fenêtre de choix.',
};
