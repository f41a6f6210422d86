import { safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { doctorCard } from '#doctor/cards/doctor-card.ts';
import { helpCard } from './cards/help-card.ts';
import { misspeltCard } from './cards/misspelt-card.ts';
import { servicesCard } from './cards/services-card.ts';
import { statusCard } from './cards/status-card.ts';
import { readMisspelt } from './misspelt.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';

export async function sayServices(deps: BotDeps, answer: Answer): Promise<void> {
  // The list is worth showing without its memory when Redis is away.
  const latest = await deps.useCases.latestRuns().catch((error: unknown) => {
    deps.log.warn({ err: error }, 'cannot read the last runs');
    return [];
  });
  await answer(servicesCard(deps.catalog(), latest, localeOf(deps)));
}

/** `/resus …` and what `@resus …` shares with it: its words, and who says them. */
export async function sayAbout(
  deps: BotDeps,
  [first = 'help', ...rest]: readonly string[],
  user: string,
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps);
  const topic = first.toLowerCase();
  if (topic === 'freeze' || topic === 'thaw') return freezeOrThaw(deps, topic, { user, words: rest }, answer);
  if (topic === 'help') return answer(helpCard(locale));
  if (topic !== 'status' && topic !== 'doctor')
    return answer(misspeltCard(first, readMisspelt(first, rest), locale));
  try {
    if (topic === 'doctor') return await sayFindings(deps, answer);
    await answer(statusCard(await deps.useCases.readStatus(), deps.connections(), locale));
  } catch (error) {
    deps.log.error({ err: error }, 'reading the status failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

/** Stops all actions, or lets them go on. */
export async function freezeOrThaw(
  deps: BotDeps,
  topic: 'freeze' | 'thaw',
  { user, words }: { readonly user: string; readonly words: readonly string[] },
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps);
  const why = await deps.identity.whyNot(user, 'act');
  if (why !== undefined) return answer(refusalCard(why, undefined, locale));
  const by = { id: user, via: 'slack' } as const;
  const { plans } = deps.useCases;
  try {
    const says = topic === 'freeze' ? plans.freeze({ by, reason: words.join(' ') }) : plans.thaw({ by });
    await answer(noticeCard(await says, locale));
  } catch (error) {
    deps.log.error({ err: error, topic }, 'freezing or thawing failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

async function sayFindings(deps: BotDeps, answer: Answer): Promise<void> {
  const locale = localeOf(deps);
  await answer(noticeCard(examining, locale));
  await answer(doctorCard(await deps.useCases.examine(), locale));
}

const examining: Phrase = {
  en: 'Examining my own set-up: catalog, Redis, Slack, and whether each host lets me in. This takes up to 10 s.',
  fr: 'J’examine ma propre installation : catalogue, Redis, Slack, et si chaque hôte me laisse entrer. Cela prend jusqu’à 10 s.',
};
