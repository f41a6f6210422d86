import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section } from '#slack/cards/blocks.ts';

const title: Phrase = {
  en: '*Resus* looks at the whole path of a failing service and shows what is wrong, with the proof.',
  fr: '*Resus* examine tout le chemin d’un service en panne et montre ce qui ne va pas, preuve à l’appui.',
};

const lines: readonly Phrase[] = [
  {
    en: '`/diagnose &lt;service&gt; [host]` look now; without a name, pick one',
    fr: '`/diagnose &lt;service&gt; [hôte]` examiner maintenant ; sans nom, choisir',
  },
  {
    en: '`/restart &lt;service&gt;` and `/runbook &lt;action&gt; &lt;service&gt; [key=value…]` make a plan; it runs when it is approved',
    fr: '`/restart &lt;service&gt;` et `/runbook &lt;action&gt; &lt;service&gt; [clé=valeur…]` font un plan ; il s’exécute une fois approuvé',
  },
  {
    en: '`/outage` what is down and who has it; `/outage open|ack|resolve|assign|silence|severity|postmortem &lt;service&gt;`',
    fr: '`/outage` ce qui est en panne et qui s’en charge ; `/outage open|ack|resolve|assign|silence|severity|postmortem &lt;service&gt;`',
  },
  {
    en: '`/services` what I know and what I last saw',
    fr: '`/services` ce que je connais et ce que j’ai vu en dernier',
  },
  {
    en: '`/resus status` how I am myself; `/resus doctor` whether my set-up is right',
    fr: '`/resus status` comment je vais moi-même ; `/resus doctor` si mon installation est bonne',
  },
  {
    en: '`/resus freeze [why]` stops all actions, `/resus thaw` lets them go on',
    fr: '`/resus freeze [raison]` arrête toute action, `/resus thaw` les reprend',
  },
  {
    en: 'In threads, where Slack has no commands: `@resus diagnose &lt;service&gt;`, `@resus restart &lt;service&gt;`, `@resus status`; in the thread of an outage `@resus ack` …',
    fr: 'Dans les fils, où Slack n’a pas de commandes : `@resus diagnose &lt;service&gt;`, `@resus restart &lt;service&gt;`, `@resus status` ; dans le fil d’une panne `@resus ack` …',
  },
];

const foot: Phrase = {
  en: 'When Slack is down: `resus diagnose &lt;service&gt;` on the machine of Resus does the same.',
  fr: 'Quand Slack est en panne : `resus diagnose &lt;service&gt;` sur la machine de Resus fait la même chose.',
};

export function helpCard(locale: Locale): MessageBody {
  const said = lines.map((line) => `• ${say(locale, line)}`).join('\n');
  return {
    text: [say(locale, title), said, say(locale, foot)].join('\n'),
    blocks: [section(say(locale, title)), section(said), context(say(locale, foot))],
  };
}
