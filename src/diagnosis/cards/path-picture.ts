import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { LayerState, Verdict } from '#runbooks/verdict.ts';
import { layerName } from '#slack/cards/names.ts';
import { outcomeWord } from '#runbooks/outcome-labels.ts';
import type { FileBody } from '#slack/message.ts';
import { shorten } from '#slack/escape.ts';
import { type Box, drawPath } from './draw-path.ts';

/** Slack refuses a longer description of a picture. */
const altChars = 1000;

/** The path of a service from its host to the browser, with the failing layer in red: for who looks before reading. */
export function pathPicture(service: string, runId: string, verdict: Verdict, locale: Locale): FileBody {
  const boxes = verdict.layers.flatMap((layer) => boxOf(layer, verdict, locale));
  const title = say(locale, { ...pathOf, with: { service } });
  const told = boxes.map(({ name, word, says }) => `${name}: ${says === '' ? word : `${word}, ${says}`}`);
  return {
    filename: `path-${service}-${runId}.png`,
    title,
    content: drawPath({ title: service, subtitle: say(locale, outcomeWord[verdict.outcome]) }, boxes),
    isDrawing: true,
    altText: shorten(`${title}. ${told.join('. ')}`, altChars),
  };
}

function boxOf({ layer, state, says: seen }: LayerState, verdict: Verdict, locale: Locale): Box[] {
  const name = layerName(locale, layer);
  // How we look is no part of the path, unless it is what failed.
  if (name === undefined || (layer === 'access' && state === 'ok')) return [];
  const roots = [verdict, ...verdict.otherCauses];
  const root = roots.find((cause) => cause.layer === layer);
  const symptom = roots.flatMap(({ symptoms }) => symptoms).find((cause) => cause.layer === layer);
  const kind = state !== 'bad' ? state : root === undefined ? 'follows' : 'cause';
  const cause = root ?? symptom;
  const told = cause?.title ?? seen;
  const says = state === 'bad' && told !== undefined ? say(locale, told) : '';
  return [{ kind, name, word: say(locale, words[kind]), says }];
}

const pathOf: Phrase = { en: 'Path of {service}', fr: 'Chemin de {service}' };

/** Colours alone say nothing to who cannot tell red from green. */
const words: Readonly<Record<Box['kind'], Phrase>> = {
  ok: { en: 'fine', fr: 'en ordre' },
  cause: { en: 'cause', fr: 'cause' },
  follows: { en: 'follows', fr: 'en découle' },
  unknown: { en: 'not all seen', fr: 'pas tout vu' },
};
