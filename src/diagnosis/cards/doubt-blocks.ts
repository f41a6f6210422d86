import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { CouldNotCheck, Verdict } from '#runbooks/verdict.ts';
import { escape } from '#slack/escape.ts';
import { bullets, context } from '#slack/cards/blocks.ts';
import { probeTitle } from '#probes/probe-title.ts';
import { listed } from '#slack/cards/names.ts';
import { labelled, marked } from '#slack/cards/message-words.ts';

const unknownShown = 5;
const ruledOutShown = 6;

/** Lists what nobody could look at, one line a reason; the evidence file has every single look. */
export function unknownBlocks(verdict: Verdict, locale: Locale, isManyHosts: boolean): KnownBlock[] {
  return bullets(
    say(locale, couldNotCheck),
    unknownLines(verdict.unknown, locale, isManyHosts),
    unknownShown,
    (rest) => say(locale, { ...moreInFile, with: { rest } }),
  );
}

export const couldNotCheck: Phrase = { en: 'Could not check', fr: 'Non vérifié' };

export function unknownLines(
  unknown: readonly CouldNotCheck[],
  locale: Locale,
  isManyHosts: boolean,
): string[] {
  const byReason = Map.groupBy(unknown, ({ why }) => marked(locale, why));
  return [...byReason].map(([why, all]) => {
    const names = unique(all.map(({ probe }) => probeTitle(locale, probe)));
    const hosts = unique(all.flatMap(({ host }) => host ?? []));
    const where = isManyHosts && hosts.length > 0 ? ` (${listed(hosts)})` : '';
    return labelled(locale, escape(`${listed(names)}${where}`), why);
  });
}

/** By title, those nearest to the root first: that is where a reader doubts. */
export function ruledOutBlocks(verdict: Verdict, locale: Locale): KnownBlock[] {
  if (verdict.ruledOut.length === 0) return [];
  const order = verdict.layers.map(({ layer }) => layer);
  const root = order.indexOf(verdict.layer);
  const near = verdict.ruledOut.toSorted((a, b) => far(a.layer) - far(b.layer));
  function far(layer: string): number {
    return Math.abs(order.indexOf(layer) - root);
  }
  const titles = unique(near.map(({ title }) => marked(locale, title)));
  const rest = titles.length - ruledOutShown;
  const more = rest > 0 ? ` ${say(locale, { ...moreInFile, with: { rest } })}` : '';
  const shown = titles.slice(0, ruledOutShown).join(', ');
  return [
    context(labelled(locale, `*${say(locale, { en: 'Ruled out', fr: 'Écarté' })}*`, `${shown}${more}`)),
  ];
}

const moreInFile: Phrase = {
  en: '+ {rest} more in the evidence file',
  fr: '+ {rest} de plus dans le fichier de preuves',
};

const missingShown = 3;

/** How far the verdict can be trusted, and what it hangs on. */
export function confidenceOf({ confidence, unknown }: Verdict, locale: Locale): string {
  if (confidence !== 'likely') return say(locale, confidence === 'certain' ? certain : unsure);
  const missing = unique(unknown.map(({ probe }) => probeTitle(locale, probe)));
  if (missing.length === 0) return say(locale, likely);
  return say(locale, { ...likelyWithout, with: { missing: listed(missing, missingShown) } });
}

const certain: Phrase = {
  en: 'certain: everything that matters was seen',
  fr: 'certain : tout ce qui compte a été vu',
};
const unsure: Phrase = { en: 'unsure: too little could be seen', fr: 'incertain : trop peu a pu être vu' };
const likely: Phrase = {
  en: 'likely: something deeper could not be looked at',
  fr: 'probable : un point plus profond n’a pas pu être examiné',
};
const likelyWithout: Phrase = {
  en: 'likely: could not look at {missing}',
  fr: 'probable : impossible d’examiner {missing}',
};

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
