import type { KnownBlock } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import type { Proof } from '#runbooks/verdict.ts';
import { shorten } from '#slack/escape.ts';
import { preformatted, richLine, richText, section } from '#slack/cards/blocks.ts';
import { probeTitle } from '#probes/probe-title.ts';

/** What a phone shows without scrolling away from the headline; the evidence file has all of it. */
const proofsShown = 5;
const quoteChars = 700;
const sourceChars = 200;

/** Quotes the evidence word for word, each with its source. */
export function proofBlocks(proofs: readonly Proof[], locale: Locale, isManyHosts: boolean): KnownBlock[] {
  if (proofs.length === 0) return [];
  const shown = proofs.slice(0, proofsShown);
  const parts = shown.flatMap(({ probe, host, source, quote }) => [
    richLine(
      shorten(`${probeTitle(locale, probe, isManyHosts ? host : undefined)} — ${source}`, sourceChars),
      true,
    ),
    preformatted(quote, quoteChars),
  ]);
  const rest = proofs.length - shown.length;
  const more = say(locale, {
    en: '… and {rest} more in the evidence file',
    fr: '… et {rest} de plus dans le fichier de preuves',
    with: { rest },
  });
  return [
    section(`*${say(locale, { en: 'Proof', fr: 'Preuve' })}*`),
    richText(rest > 0 ? [...parts, richLine(more)] : parts),
  ];
}
