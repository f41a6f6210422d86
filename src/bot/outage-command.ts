import { safePhrase } from '#base/errors.ts';
import { closestTo } from '#catalog/find-service.ts';
import { misspeltOutageCard } from '#outages/cards/outage-choice-card.ts';
import { outageListCard } from '#outages/cards/outage-list-card.ts';
import { noOutageCard } from '#outages/cards/outage-opened-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from './find-refusal.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { changeOutage } from './change-outage.ts';
import type { ViewTrigger } from './offer-outages.ts';
import { openOutage } from './open-outage.ts';
import { type OutageWords, outageVerbs } from './parse-outage-command.ts';

/** `/outage …`, `@resus outage …`, and the buttons that say the same. */
export async function hearOutage(
  deps: BotDeps,
  words: OutageWords,
  asking: RequestContext,
  viewTrigger: ViewTrigger,
  answer: Answer,
): Promise<void> {
  const { verb, rest } = words;
  if (verb === 'open') return openOutage(deps, rest, asking, viewTrigger, answer);
  if (verb !== undefined && verb !== 'list')
    return changeOutage(deps, { verb, words, asking, viewTrigger }, answer);
  if (!(await admit(deps, asking, 'look', answer))) return;
  const locale = localeOf(deps);
  try {
    const name = (verb === undefined ? words.typed : rest[0])?.toLowerCase();
    const listed = await deps.useCases.outages.list();
    const shown = listed.filter(
      ({ outage: { id, service } }) => name === undefined || [id, service].includes(name),
    );
    if (name === undefined || shown.length > 0)
      return await answer(outageListCard(shown, Date.now(), locale, name));
    if (verb === 'list' || Object.hasOwn(deps.catalog().services, name))
      return await answer(noOutageCard(name, locale));
    const choices = closestTo(words.typed, outageVerbs)
      .slice(0, 3)
      .map((near) => ({
        label: `${near} ${rest.join(' ')}`.trim(),
        words: `${near} ${words.said}`.trim(),
      }));
    await answer(misspeltOutageCard(words.typed, choices, locale));
  } catch (error) {
    deps.log.error({ err: error }, 'listing outages failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}
