import type { ExternalSelect, ModalView } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { shorten } from '../escape.ts';
import type { MessageBody } from '../message.ts';
import { section } from './blocks.ts';

export const pickService = 'pick_service';
export const diagnoseView = 'diagnose';

const which: Phrase = { en: 'Which service?', fr: 'Quel service ?' };

function select(locale: Locale): ExternalSelect {
  return {
    type: 'external_select',
    action_id: pickService,
    // The list is short to search and shows at once.
    min_query_length: 0,
    placeholder: {
      type: 'plain_text',
      text: say(locale, { en: 'Type to search', fr: 'Tapez pour chercher' }),
    },
  };
}

/** `place` comes back with the submission: where the answer goes. */
export function servicePickerView(place: object, locale: Locale): ModalView {
  const plain = (phrase: Phrase) => ({ type: 'plain_text', text: say(locale, phrase) }) as const;
  return {
    type: 'modal',
    callback_id: diagnoseView,
    private_metadata: JSON.stringify(place),
    title: plain({ en: 'Diagnose a service', fr: 'Diagnostiquer' }),
    submit: plain({ en: 'Diagnose', fr: 'Diagnostiquer' }),
    close: plain({ en: 'Cancel', fr: 'Annuler' }),
    blocks: [{ type: 'input', block_id: 'service', label: plain(which), element: select(locale) }],
  };
}

/** The same where no modal can be opened: in a thread, or when the click is too old. */
export function servicePickerCard(locale: Locale): MessageBody {
  const text = say(locale, which);
  return { text, blocks: [{ ...section(`*${text}*`), accessory: select(locale) }] };
}

export type ServiceOption = {
  readonly text: { readonly type: 'plain_text'; readonly text: string };
  readonly value: string;
  readonly description?: { readonly type: 'plain_text'; readonly text: string };
};

/** Slack shows no more. */
const optionsShown = 100;
const optionChars = 75;

/** Services whose name or title holds every word typed so far. */
export function serviceOptions(catalog: Catalog, typed: string): ServiceOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.values(catalog.services)
    .filter(({ name, title = '' }) => words.every((word) => `${name} ${title}`.toLowerCase().includes(word)))
    .slice(0, optionsShown)
    .map(({ name, title }) => ({
      text: { type: 'plain_text', text: shorten(name, optionChars) },
      value: name,
      ...(title === undefined
        ? {}
        : { description: { type: 'plain_text', text: shorten(title, optionChars) } }),
    }));
}
