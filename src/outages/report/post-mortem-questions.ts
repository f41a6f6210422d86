import { type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { bullets, inlineCode, speaking } from './markdown.ts';
import { holding } from '#base/join-phrases.ts';
import { deployBefore, type Facts, isBorneOut } from './post-mortem-facts.ts';

/** Longer than a few checks take: it is worth asking why. */
const lateDetectMs = 60_000;
const lateAcknowledgeMs = 5 * 60_000;

/** Lists the questions that the record does not answer. Only people can; nothing here is guessed. */
export function questionsSection(facts: Facts, locale: Locale): string {
  const t = speaking(locale);
  const { main } = facts;
  const unseen = (isBorneOut(facts) ? [] : (main?.verdict.unknown ?? [])).map(({ probe }) =>
    inlineCode(probe),
  );
  const lines = [
    t({
      en: 'Was data lost or written twice?',
      fr: 'Des données ont-elles été perdues ou écrites deux fois ?',
    }),
    ...[...ofCause(facts), ...ofDetection(facts), ...ofFix(facts)].map(t),
    ...(unseen.length === 0
      ? []
      : [`${t(notSeen)} ${[...new Set(unseen)].join(', ')}${locale === 'fr' ? ' ?' : '?'}`]),
  ];
  return bullets(lines.map((line) => `[ ] ${line}`));
}

function ofCause(facts: Facts): Phrase[] {
  const { main, causes, looks, marks, name } = facts;
  const wrong = looks.flatMap(({ ratings }) => ratings.filter(({ isRight }) => !isRight));
  const isUnexplained = marks.length === 0 && looks.every(({ verdict }) => verdict.changed.length === 0);
  return [
    ...(main === undefined || causes.length === 0
      ? [
          {
            en: 'What was the cause? None was proven.',
            fr: 'Quelle était la cause ? Aucune n’a été prouvée.',
          },
        ]
      : []),
    ...(main !== undefined && main.verdict.confidence !== 'certain' && !isBorneOut(facts)
      ? [
          {
            en: 'Is the verdict right? Resus was not certain.',
            fr: 'Le verdict est-il juste ? Resus n’était pas certain.',
          },
        ]
      : []),
    ...(wrong.length > 0
      ? [
          {
            en: 'What was it really? {by} says the verdict was wrong.',
            fr: 'Qu’était-ce vraiment ? {by} dit le verdict faux.',
            with: { by: [...new Set(wrong.map(({ by }) => name(by)))].join(', ') },
          },
        ]
      : []),
    ...(isUnexplained
      ? [
          {
            en: 'What set it off? No change was seen before it.',
            fr: 'Qu’est-ce qui l’a déclenchée ? Aucun changement n’a été vu avant.',
          },
        ]
      : [changeAsked(facts)]),
  ];
}

function changeAsked(facts: Facts): Phrase {
  const deploy = deployBefore(facts);
  if (deploy === undefined)
    return {
      en: 'Did one of the changes around it set it off?',
      fr: 'L’un des changements alentour l’a-t-il déclenchée ?',
    };
  return holding(
    {
      en: 'Did the deploy {span} before set it off ({says})?',
      fr: 'Le déploiement, {span} avant, l’a-t-il déclenchée ({says}) ?',
    },
    { span: formatDuration(facts.outage.since - deploy.at), says: deploy.says },
  );
}

function ofDetection({ outage, measures }: Facts): Phrase[] {
  const { detectMs, acknowledgeMs } = measures;
  return [
    ...(outage.openedBy === undefined
      ? []
      : [
          {
            en: 'Why did a person see it before any monitor?',
            fr: 'Pourquoi une personne l’a-t-elle vu avant tout moniteur ?',
          },
          { en: 'Since when was it really down?', fr: 'Depuis quand était-il vraiment en panne ?' },
        ]),
    ...(detectMs !== undefined && detectMs > lateDetectMs
      ? [
          holding(
            { en: 'Why did it take {span} to be seen?', fr: 'Pourquoi a-t-il fallu {span} pour le voir ?' },
            { span: formatDuration(detectMs) },
          ),
        ]
      : []),
    ...(acknowledgeMs !== undefined && acknowledgeMs > lateAcknowledgeMs
      ? [
          holding(
            {
              en: 'Why did it take {span} until somebody took it on?',
              fr: 'Pourquoi a-t-il fallu {span} pour que quelqu’un le prenne ?',
            },
            { span: formatDuration(acknowledgeMs) },
          ),
        ]
      : []),
    ...(outage.acknowledged === undefined
      ? [{ en: 'Why did nobody acknowledge it?', fr: 'Pourquoi personne ne l’a-t-il pris en compte ?' }]
      : []),
    ...(outage.flaps > 0
      ? [
          {
            en: 'Why did it come and go ({flaps} times)?',
            fr: 'Pourquoi est-il allé et venu ({flaps} fois) ?',
            with: { flaps: outage.flaps },
          },
        ]
      : []),
  ];
}

const isItUp: Phrase = {
  en: 'Is it up? It was said to be over, and nothing saw it come back.',
  fr: 'Fonctionne-t-il ? Il a été dit terminé, et rien ne l’a vu revenir.',
};

function ofFix({ cure, end, isSaid, plans }: Facts): Phrase[] {
  const unclear = plans.filter(
    ({ state, ran }) =>
      state === 'unknown' ||
      ran.some(({ unknown, result }) => unknown !== undefined || result?.toldBy === 'person'),
  );
  return [
    ...(end !== undefined && cure === undefined
      ? [
          isSaid
            ? isItUp
            : {
                en: 'What made it come back? No action was proven to.',
                fr: 'Qu’est-ce qui l’a fait revenir ? Aucune action ne l’a prouvé.',
              },
        ]
      : []),
    ...unclear.map(({ plan }) =>
      holding(
        {
          en: 'What did “{title}” really do? The outcome of a step was not seen.',
          fr: 'Qu’a vraiment fait « {title} » ? L’issue d’une étape n’a pas été vue.',
        },
        { title: plan.title },
      ),
    ),
  ];
}

const notSeen: Phrase = {
  en: 'Would the verdict be another with what could not be checked:',
  fr: 'Le verdict serait-il autre avec ce qui n’a pu être vérifié :',
};
