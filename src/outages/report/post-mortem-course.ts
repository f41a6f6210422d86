import { type Locale, type Phrase, say } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { bullets, inlineCode, plain, speaking, stacked, table, utcClock, utcDay } from './markdown.ts';
import { approveMs, ranMs } from './availability-metrics.ts';
import { holding } from '#base/join-phrases.ts';
import { endWord } from '../outage-phrases.ts';
import { linkTo, toldBy } from './post-mortem-board.ts';
import type { Facts } from './post-mortem-facts.ts';
import { timelineOf } from './timeline.ts';

export function durationsSection({ measures, plans }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const orUnknown = (ms: number | undefined): string =>
    ms === undefined ? t(notMeasured) : t(formatDuration(ms));
  const rows: readonly (readonly [Phrase, string])[] = [
    [
      { en: 'To detect (first failure → first told)', fr: 'Détecter (premier échec → signalement)' },
      orUnknown(measures.detectMs),
    ],
    [
      { en: 'To acknowledge (told → taken on)', fr: 'Prendre en compte (signalement → quelqu’un)' },
      measures.acknowledgeMs === undefined ? t(nobodyDid) : t(formatDuration(measures.acknowledgeMs)),
    ],
    [
      { en: 'To a verdict (told → final verdict)', fr: 'Verdict (signalement → verdict final)' },
      orUnknown(measures.verdictMs),
    ],
    ...plans.flatMap((run): [Phrase, string][] => {
      const [approve, ran] = [approveMs(run), ranMs(run)];
      const { title } = run.plan;
      return [
        ...(approve === undefined
          ? []
          : [[holding(toApprove, { title }), t(formatDuration(approve))] satisfies [Phrase, string]]),
        ...(ran === undefined
          ? []
          : [[holding(toRun, { title }), t(formatDuration(ran))] satisfies [Phrase, string]]),
      ];
    }),
    [
      {
        en: 'To recover (first failure → up for good)',
        fr: 'Rétablir (premier échec → rétabli pour de bon)',
      },
      orUnknown(measures.recoverMs),
    ],
  ];
  const head = [
    { en: 'What', fr: 'Quoi' },
    { en: 'How long', fr: 'Durée' },
  ];
  return table(
    head.map(t),
    rows.map(([title, value]) => [t(title), value]),
  );
}

/** A storm of alerts must not bury the report; what is left out is said. */
const linesShown = 400;

export function timelineSection(facts: Facts, locale: Locale): string {
  const lines = timelineOf(facts);
  const rest = lines.length - linesShown;
  const days = Map.groupBy(lines.slice(0, linesShown), ({ at }) => utcDay(at));
  const shown = [...days].flatMap(([day, those]) => [
    `**${day}, UTC**`,
    bullets(
      those.map(({ at, says, command, link }) => {
        const code = command === undefined ? '' : ` — ${inlineCode(command)}`;
        const more = link === undefined ? '' : ` ${linkTo(link)}`;
        return `${utcClock(at)} — ${plain(say(locale, says))}${code}${more}`;
      }),
    ),
  ]);
  const left = { en: '… and {rest} more lines.', fr: '… et {rest} lignes de plus.', with: { rest } };
  return stacked([...shown, rest > 0 ? plain(say(locale, left)) : '']);
}

/** What helped and what did not, from what was recorded; the rest is for people to add. */
export function workedSection(facts: Facts, locale: Locale): string {
  const { plans, looks, outage, name, measures } = facts;
  const t = speaking(locale);
  const rated = looks.flatMap(({ ratings, id }) => ratings.map((rating) => ({ ...rating, id })));
  const right = rated
    .filter(({ isRight }) => isRight)
    .map(({ by, id }) => t({ ...ratedRight, with: { by: name(by), id } }));
  const wrong = rated
    .filter(({ isRight }) => !isRight)
    .map(({ by, id }) => t({ ...ratedWrong, with: { by: name(by), id } }));
  const ran = plans.flatMap(({ plan: { title }, outcome }) =>
    outcome === undefined ? [] : [{ title, outcome }],
  );
  const actions = (ends: ReadonlySet<string>): string[] =>
    ran
      .filter(({ outcome }) => ends.has(outcome))
      .map(({ title, outcome }) =>
        t(
          holding({ en: '“{title}”: {word}', fr: '« {title} » : {word}' }, { title, word: endWord[outcome] }),
        ),
      );
  const detected =
    outage.openedBy === undefined && measures.detectMs !== undefined
      ? [
          t(
            holding(
              { en: '{who} saw it within {span}', fr: '{who} l’a vu en {span}' },
              { who: toldBy(facts), span: formatDuration(measures.detectMs) },
            ),
          ),
        ]
      : [];
  const unwatched = outage.openedBy === undefined ? [] : [t(nothingWatched)];
  return stacked([
    `**${t({ en: 'Worked', fr: 'A marché' })}**`,
    bullets(orNothing([...detected, ...right, ...actions(helped)], t(nothing))),
    `**${t({ en: 'Did not', fr: 'N’a pas marché' })}**`,
    bullets(orNothing([...unwatched, ...wrong, ...actions(hindered)], t(nothing))),
  ]);
}

const helped: ReadonlySet<string> = new Set(['fixed', 'done']);
const hindered: ReadonlySet<string> = new Set([
  'not_fixed',
  'rolled_back',
  'failed',
  'cancelled',
  'refused',
  'void',
  'expired',
]);

function orNothing(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}

const nobodyDid: Phrase = { en: 'nobody did', fr: 'personne ne l’a fait' };
const notMeasured: Phrase = { en: 'not known', fr: 'inconnu' };
const nothing: Phrase = { en: 'nothing recorded: fill in', fr: 'rien d’enregistré : à compléter' };
const ratedRight: Phrase = {
  en: '{by} says the verdict of {id} was right',
  fr: '{by} dit le verdict de {id} juste',
};
const ratedWrong: Phrase = {
  en: '{by} says the verdict of {id} was wrong',
  fr: '{by} dit le verdict de {id} faux',
};
const nothingWatched: Phrase = {
  en: 'A person had to notice: nothing that watches saw it first',
  fr: 'Il a fallu qu’une personne le remarque : rien de ce qui surveille ne l’a vu d’abord',
};
const toApprove: Phrase = { en: 'To approve “{title}”', fr: 'Approuver « {title} »' };
const toRun: Phrase = { en: 'To run and prove “{title}”', fr: 'Exécuter et prouver « {title} »' };
