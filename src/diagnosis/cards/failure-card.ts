import { say, type Locale } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import { escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';
import { marked } from '#slack/cards/message-words.ts';

/** Why a run has no verdict, and a button to ask again. */
export function failureCard(run: Run, locale: Locale): MessageBody {
  const service = escape(run.service);
  const title = say(locale, {
    en: 'The diagnosis of {service} did not finish.',
    fr: 'Le diagnostic de {service} n’a pas abouti.',
    with: { service },
  });
  const why = run.failure === undefined ? '' : marked(locale, run.failure);
  const again = say(locale, { en: 'Ask again', fr: 'Redemander' });
  return {
    text: `❌ ${title} ${why}`,
    blocks: [
      section(`❌ *${title}*\n${why}`),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'diagnose.again',
            value: run.host === undefined ? run.service : `${run.service} ${run.host}`,
            text: { type: 'plain_text', text: again },
          },
        ],
      },
    ],
  };
}
