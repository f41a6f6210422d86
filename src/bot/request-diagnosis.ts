import { safePhrase } from '#base/errors.ts';
import { readPastedError } from '#catalog/pasted-error.ts';
import { closestCard } from '#slack/cards/closest-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { servicePickerCard, servicePickerView } from '#slack/cards/service-picker.ts';
import { admit, whyNot } from './find-refusal.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';

export type RequestContext = {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** Names this command, click or mention. */
  readonly triggerId: string;
};

/**
 * A diagnosis asked for by `[service, host?]`, or by a browser error with an address in it; whatever cannot be done is
 * answered, nothing is silent.
 */
export async function ask(
  deps: BotDeps,
  words: readonly string[],
  asking: RequestContext,
  answer: Answer,
): Promise<void> {
  const pasted = readPastedError(words.join(' '));
  const [service, host] = pasted === undefined ? words : [pasted.url];
  const locale = localeOf(deps, service);
  const refusal = await whyNot(deps, asking, 'look', locale, service);
  if (refusal !== undefined) return answer(refusal);
  if (service === undefined) return answer(servicePickerCard(locale));
  const { user: actor, channel, threadTs, triggerId } = asking;
  const thread = threadTs === undefined ? {} : { threadTs };
  const at = host === undefined ? { service } : { service, host };
  try {
    const trigger = { by: 'slack', actor, channel, ...thread } as const;
    const asked = await deps.useCases.askDiagnosis({ ...at, trigger, triggerId });
    if (asked.outcome === 'closest') await answer(closestCard(asked.asked, asked.names, locale));
    if (asked.outcome === 'refused') await answer(refusalCard(asked.message, asked.notAfter, locale));
  } catch (error) {
    deps.log.error({ err: error, service }, 'asking for a diagnosis failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

/** A modal when the click is fresh enough for one, else the same choice in the message. */
export async function offerServices(
  deps: BotDeps,
  asking: RequestContext,
  viewTrigger: string,
  answer: Answer,
): Promise<void> {
  if (!(await admit(deps, asking, 'look', answer))) return;
  const locale = localeOf(deps);
  const { channel, threadTs } = asking;
  const place = threadTs === undefined ? { channel } : { channel, threadTs };
  try {
    await deps.client.views.open({ trigger_id: viewTrigger, view: servicePickerView(place, locale) });
  } catch (error) {
    deps.log.info({ err: error }, 'no modal could be opened');
    await answer(servicePickerCard(locale));
  }
}
