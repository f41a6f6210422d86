import { servicePickerView } from '#slack/cards/service-picker.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { safely } from './log-failure.ts';

/** The picker, opened outside of any channel: the service chosen decides where the answer goes. */
export async function offerOutside(
  deps: BotDeps,
  user: string,
  viewTrigger: string,
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps);
  const why = await deps.identity.whyNot(user, 'look');
  if (why !== undefined) return answer(refusalCard(why, undefined, locale));
  await safely('answer', deps.log, () =>
    deps.client.views.open({ trigger_id: viewTrigger, view: servicePickerView({}, locale) }),
  );
}
