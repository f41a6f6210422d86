import { safePhrase } from '#base/errors.ts';
import { closestOutageServiceCard } from '#outages/cards/outage-choice-card.ts';
import { openedCard } from '#outages/cards/outage-opened-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { admit, whyNot } from './find-refusal.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { offerOutageWindow, type ViewTrigger } from './offer-outages.ts';

/** A person sees a failure that nothing watches: its thread begins, and it is diagnosed. */
export async function openOutage(
  deps: BotDeps,
  words: readonly string[],
  asking: RequestContext,
  viewTrigger: ViewTrigger,
  answer: Answer,
): Promise<void> {
  const [service, ...seen] = words;
  if (service === undefined) {
    if (await admit(deps, asking, 'act', answer))
      await offerOutageWindow(deps, { verb: 'open' }, asking, viewTrigger, answer);
    return;
  }
  const locale = localeOf(deps, service);
  const refusal = await whyNot(deps, asking, 'act', locale, hasChannel(deps, service) ? undefined : service);
  if (refusal !== undefined) return answer(refusal);
  const { user: by, channel, triggerId } = asking;
  try {
    const says = seen.join(' ');
    const opened = await deps.useCases.outages.open({ service, by, channel, says, triggerId });
    if (opened.outcome === 'refused') return await answer(refusalCard(opened.message, undefined, locale));
    if (opened.outcome === 'closest') {
      const choices = opened.names.map((label) => ({ label, words: ['open', label, ...seen].join(' ') }));
      return await answer(closestOutageServiceCard(opened.asked, choices, locale));
    }
    await answer(openedCard(opened.outage, opened.outcome === 'opened', locale));
  } catch (error) {
    deps.log.error({ err: error, service }, 'opening an outage failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

/** Else its thread stands where it was asked for, and Resus must be there. */
function hasChannel({ catalog }: BotDeps, service: string): boolean {
  const { services, slack } = catalog();
  const own = Object.hasOwn(services, service) ? services[service]?.channel : undefined;
  return (own ?? slack.channel) !== undefined;
}
