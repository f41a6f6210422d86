import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import { code, escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section } from '#slack/cards/blocks.ts';
import { outcomeSign, outcomeWord } from '#runbooks/outcome-labels.ts';
import { actorOf, duration, labelled, marked } from '#slack/cards/message-words.ts';

/** The one message of a run that stands in the channel: short, and edited through the states. */
export function parentCard(run: Run, locale: Locale): MessageBody {
  const { sign, title, text } = stateOf(run, locale);
  const foot = [askedBy(run, locale)];
  if (run.state === 'concluded' && run.tookMs !== undefined) foot.push(duration(locale, run.tookMs));
  foot.push(code(run.id));
  return {
    text: `${sign} ${text}`,
    blocks: [section(`${sign} ${title}`), context(foot.join(' · '))],
    // More is coming, so this edit may be left out when Slack is short of them.
    ...(run.state === 'looking' ? { passing: true } : {}),
  };
}

type Shown = { readonly sign: string; readonly title: string; readonly text: string };

function stateOf(run: Run, locale: Locale): Shown {
  const service = escape(run.host === undefined ? run.service : `${run.service} (${run.host})`);
  const both = (sign: string, phrase: Phrase): Shown => {
    const title = say(locale, { ...phrase, with: { service: `*${service}*` } });
    return { sign, title, text: say(locale, { ...phrase, with: { service } }) };
  };
  if (run.state === 'asked')
    return both('⏳', { en: 'Diagnosis of {service}: queued', fr: 'Diagnostic de {service} : en file' });
  if (run.state === 'looking')
    return both('🔎', { en: 'Looking at {service} …', fr: 'Examen de {service} …' });
  if (run.verdict === undefined)
    return both('❌', {
      en: 'The diagnosis of {service} did not finish. The reason is in the thread.',
      fr: 'Le diagnostic de {service} n’a pas abouti. La raison est dans le fil.',
    });
  const { outcome, headline, provisional } = run.verdict;
  const sign = provisional ? '🟠' : outcomeSign[outcome];
  const word = provisional ? say(locale, soFar) : say(locale, outcomeWord[outcome]);
  const said = marked(locale, headline);
  return {
    sign,
    title: labelled(locale, `*${service}*`, said),
    text: `${labelled(locale, service, word)}. ${said}`,
  };
}

const soFar: Phrase = { en: 'So far', fr: 'Pour l’instant' };

function askedBy({ trigger }: Run, locale: Locale): string {
  const phrase: Phrase = { en: 'asked by {actor}', fr: 'demandé par {actor}' };
  return say(locale, { ...phrase, with: { actor: actorOf(trigger) } });
}
