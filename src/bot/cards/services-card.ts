import { say, type Locale } from '#base/phrase.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import { code, escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section, sections } from '#slack/cards/blocks.ts';
import { outcomeSign, outcomeWord } from '#runbooks/outcome-labels.ts';
import { dateOf, labelled, marked } from '#slack/cards/message-words.ts';

/** Every service, where it runs, and what the last diagnosis said: a memory, not a live state, and it says so. */
export function servicesCard(catalog: Catalog, latest: readonly Run[], locale: Locale): MessageBody {
  const services = Object.values(catalog.services);
  if (services.length === 0) {
    const text = say(locale, {
      en: 'The catalog has no services yet: add one to resus.yaml.',
      fr: 'Le catalogue n’a encore aucun service : ajoutez-en un à resus.yaml.',
    });
    return { text, blocks: [section(text)] };
  }
  const title = say(locale, { en: 'Services', fr: 'Services' });
  const lines = services.map((service) => lineOf(service, latest, locale));
  const note = say(locale, {
    en: 'Each line shows the last diagnosis. `/diagnose &lt;service&gt;` looks now.',
    fr: 'Chaque ligne montre le dernier diagnostic. `/diagnose &lt;service&gt;` regarde maintenant.',
  });
  return {
    text: [title, ...lines.map((line) => line.replaceAll(/[*`]/g, ''))].join('\n'),
    blocks: [...sections([`*${title}*`, ...lines]), context(note)],
  };
}

function lineOf({ name, title, hosts }: Service, latest: readonly Run[], locale: Locale): string {
  const run = latest.find(({ service }) => service === name);
  const where = hosts.length === 0 ? '' : ` — ${escape(hosts.join(', '))}`;
  const called = title === undefined ? '' : ` ${escape(title)}`;
  const said =
    run?.verdict === undefined
      ? say(locale, { en: 'never diagnosed', fr: 'jamais diagnostiqué' })
      : `${labelled(locale, say(locale, outcomeWord[run.verdict.outcome]), marked(locale, run.verdict.headline))} (${dateOf(run.askedAt)})`;
  const sign = run?.verdict === undefined ? '▫️' : outcomeSign[run.verdict.outcome];
  return labelled(locale, `${sign} ${code(name)}${called}${where}`, said);
}
