import { safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Outage } from '#outages/events.ts';
import type { ChangeOutage } from '#outages/outage-commands.ts';
import { outageLabel, whichOutageCard } from '#outages/cards/outage-choice-card.ts';
import { outageChangedCard } from '#outages/cards/outage-changed-card.ts';
import { noOutageCard } from '#outages/cards/outage-opened-card.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from './find-refusal.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { offerOutageWindow, type ViewTrigger } from './offer-outages.ts';
import type { ChangeVerb, OutageWords } from './parse-outage-command.ts';
import { type Around, whichOutage } from './find-outage.ts';

export type Changing = {
  readonly verb: ChangeVerb;
  readonly words: OutageWords;
  readonly asking: RequestContext;
  readonly viewTrigger: ViewTrigger;
};

/** One thing done to one outage, however it was asked for; every way it can go has its answer. */
export async function changeOutage(deps: BotDeps, changing: Changing, answer: Answer): Promise<void> {
  const { verb, words, asking, viewTrigger } = changing;
  if (!(await admit(deps, asking, 'act', answer))) return;
  try {
    const which = whichOutage(words, await lookAround(deps, words, asking));
    if ('none' in which) return await answer(noOutageCard(which.asked, localeOf(deps)));
    if ('choices' in which) {
      const same = [words.argument, ...which.rest].filter((word) => word !== undefined).join(' ');
      const choices = which.choices.map((one) => ({
        label: outageLabel(one),
        words: `${verb} ${one.id} ${same}`.trim(),
      }));
      const card = whichOutageCard(which.asked, choices, `${verb} ${same}`.trim(), localeOf(deps));
      return await answer(card);
    }
    const { found, rest } = which;
    if (verb === 'postmortem') return await report(deps, found, answer);
    const does = doesOf(verb, words, rest);
    if (does === undefined)
      return await offerOutageWindow(deps, { verb, outage: found }, asking, viewTrigger, answer);
    await apply(deps, found, does, asking, answer);
  } catch (error) {
    deps.log.error({ err: error, verb }, 'changing an outage failed');
    await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
  }
}

/** From the home tab, where no conversation is: whoever may act may acknowledge. */
export async function acknowledgeOutside(
  deps: BotDeps,
  command: Omit<ChangeOutage, 'does'>,
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps);
  const why = await deps.identity.whyNot(command.by, 'act');
  if (why !== undefined) return answer(refusalCard(why, undefined, locale));
  try {
    const does = { kind: 'acknowledge' } as const;
    await answer(outageChangedCard(await deps.useCases.outages.change({ ...command, does }), locale));
  } catch (error) {
    deps.log.error({ err: error, ...command }, 'acknowledging an outage failed');
    await answer(refusalCard(safePhrase(error), undefined, locale));
  }
}

async function lookAround(
  { useCases }: BotDeps,
  words: OutageWords,
  asking: RequestContext,
): Promise<Around> {
  const { outages } = useCases;
  const { channel, threadTs } = asking;
  const [first] = words.rest;
  // All at once: a frozen Redis makes each of them wait.
  const [own, listed, named] = await Promise.all([
    threadTs === undefined ? undefined : outages.find({ channel, threadTs }),
    outages.list(),
    first === undefined ? undefined : outages.find({ word: first.toLowerCase() }),
  ]);
  return {
    listed: listed.map(({ outage }) => outage),
    ...(own === undefined ? {} : { own }),
    ...(named === undefined ? {} : { named }),
  };
}

type Does = ChangeOutage['does'];

/** Undefined: its argument is missing. */
function doesOf(
  verb: Exclude<ChangeVerb, 'postmortem'>,
  { person, forMs, severity }: OutageWords,
  rest: readonly string[],
): Does | undefined {
  switch (verb) {
    case 'ack':
      return { kind: 'acknowledge' };
    case 'resolve':
      return { kind: 'resolve', ...(rest.length === 0 ? {} : { reason: rest.join(' ') }) };
    case 'assign':
      return person === undefined ? undefined : { kind: 'assign', to: person };
    case 'silence':
      return forMs === undefined ? undefined : { kind: 'silence', forMs };
    case 'severity':
      return severity === undefined ? undefined : { kind: 'severity', severity };
  }
}

async function apply(
  deps: BotDeps,
  { id: outageId, service }: Outage,
  does: Does,
  { user: by, triggerId: clickId }: RequestContext,
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps, service);
  const unfit = await whyUnfit(deps, does, by);
  if (unfit !== undefined) return answer(refusalCard(unfit, undefined, locale));
  await answer(
    outageChangedCard(await deps.useCases.outages.change({ outageId, by, clickId, does }), locale),
  );
}

const longestSilenceMs = 7 * 24 * 3_600_000;

async function whyUnfit({ identity }: BotDeps, does: Does, by: string): Promise<Phrase | undefined> {
  if (does.kind === 'silence' && does.forMs > longestSilenceMs) return tooLong;
  if (does.kind !== 'assign' || does.to === by) return undefined;
  return (await identity.whyNot(does.to, 'act')) === undefined ? undefined : notTheirs;
}

async function report(deps: BotDeps, { id, service }: Outage, answer: Answer): Promise<void> {
  const locale = localeOf(deps, service);
  const made = await deps.useCases.outages.report(id);
  const says: Phrase = made === undefined ? gone : { ...written, with: { service } };
  await answer(made === undefined ? refusalCard(says, undefined, locale) : noticeCard(says, locale));
}

const tooLong: Phrase = {
  en: 'A silence lasts 7d at most: what is silent for longer is forgotten. Nothing was changed.',
  fr: 'Un silence dure 7d au plus : ce qui se tait plus longtemps est oublié. Rien n’a été changé.',
};
const notTheirs: Phrase = {
  en: 'It can be assigned to full members of this workspace only, and Slack does not show them as one now. Nothing was changed.',
  fr: 'Elle ne peut être confiée qu’à des membres à part entière de cet espace, et Slack ne les montre pas ainsi. Rien n’a été changé.',
};
const written: Phrase = {
  en: 'The post-mortem of {service} is on its way into the thread of the outage, as a file.',
  fr: 'Le post-mortem de {service} arrive dans le fil de la panne, en fichier.',
};
const gone: Phrase = {
  en: 'This outage is no longer stored, so there is nothing to report.',
  fr: 'Cette panne n’est plus conservée, il n’y a rien à rapporter.',
};
