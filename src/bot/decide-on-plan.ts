import type { DecidePlan } from '#actions/plan-commands.ts';
import { safePhrase } from '#base/errors.ts';
import { codeView, type PlanPlace } from '#actions/cards/plan-views.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from './find-refusal.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';

export type Deciding = {
  readonly planId: string;
  readonly does: DecidePlan['does'];
  readonly asking: RequestContext;
  /** Opens the window that asks for a code, while it is fresh. */
  readonly viewTrigger: string;
};

/** One click about a plan, one answer: the card shows the rest. */
export async function decide(
  deps: BotDeps,
  { planId, does, asking, viewTrigger }: Deciding,
  answer: Answer,
): Promise<void> {
  if (!(await admit(deps, asking, 'act', answer))) return;
  const { user, triggerId: clickId } = asking;
  try {
    const by = { id: user, via: 'slack' } as const;
    const decided = await deps.useCases.plans.decide({ planId, by, clickId, does });
    const locale = localeOf(deps, decided.run?.plan.service);
    switch (decided.outcome) {
      case 'counted':
        return await answer(noticeCard(decided.says, locale));
      case 'refused':
        return await answer(refusalCard(decided.message, undefined, locale));
      case 'needs_code': {
        const kept = does.kind === 'approve' || does.kind === 'break_glass' ? does : {};
        const view = codeView(placeOf(planId, kept, asking), locale);
        await deps.client.views.open({ trigger_id: viewTrigger, view });
      }
    }
  } catch (error) {
    deps.log.error({ err: error, planId }, 'deciding on a plan failed');
    await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
  }
}

/** The values that a window about a plan brings back. */
export function placeOf(
  planId: string,
  does: { readonly digest?: string; readonly reason?: string },
  { channel, threadTs }: RequestContext,
): PlanPlace {
  const { digest, reason } = does;
  return {
    planId,
    channel,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(digest === undefined ? {} : { digest }),
    ...(reason === undefined ? {} : { reason }),
  };
}
