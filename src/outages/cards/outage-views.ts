import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Outage, Severity } from '../events.ts';
import type { ListedOutage } from '../outage-commands.ts';
import { code, shorten } from '#slack/escape.ts';
import { section } from '#slack/cards/blocks.ts';
import { silenceOptions } from './outage-actions.ts';
import { outageStateWord, severityWord } from './outage-state.ts';
import { pickService, type ServiceOption } from '#slack/cards/service-picker.ts';

export const outageView = 'outage';
export const pickOutage = 'pick_outage';
export const outageFields = { person: 'person', time: 'time', severity: 'severity', words: 'words' } as const;

/** What a window about outages does; those of `open` ask for a service instead of an outage. */
export type OutageWindow = 'open' | 'ack' | 'resolve' | 'assign' | 'silence' | 'severity' | 'postmortem';

/** The values that come back with it. */
export type OutagePlace = {
  readonly verb: OutageWindow;
  readonly outageId?: string;
  readonly channel: string;
  readonly threadTs?: string;
};

/** What was left out, to choose from; `service` names the outage that is known already. */
export function outageWindowView(place: OutagePlace, service: string | undefined, locale: Locale): ModalView {
  const plain = plainIn(locale);
  const { verb, outageId } = place;
  const which: KnownBlock[] =
    outageId === undefined
      ? [pickerBlock(verb === 'open' ? 'service' : 'outage', locale)]
      : [section(code(service ?? outageId))];
  return {
    type: 'modal',
    callback_id: outageView,
    private_metadata: JSON.stringify(place),
    title: plain(titles[verb]),
    submit: plain(submits[verb]),
    close: plain({ en: 'Cancel', fr: 'Annuler' }),
    blocks: [...which, ...fieldBlocks(verb, locale)],
  };
}

const optionsShown = 100;
const optionChars = 75;

/** Outages whose service, id or words hold every word typed so far. */
export function outageOptions(
  listed: readonly ListedOutage[],
  typed: string,
  locale: Locale,
): ServiceOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return listed
    .map(({ outage }) => ({ outage, says: say(locale, outage.says) }))
    .filter(({ outage: { service, id }, says }) =>
      words.every((word) => `${service} ${id} ${says}`.toLowerCase().includes(word)),
    )
    .slice(0, optionsShown)
    .map(({ outage, says }) => ({
      text: { type: 'plain_text', text: shorten(outage.service, optionChars) },
      value: outage.id,
      description: { type: 'plain_text', text: shorten(describe(outage, says, locale), optionChars) },
    }));
}

function describe({ state, since }: Outage, says: string, locale: Locale): string {
  const at = new Date(since).toISOString().slice(5, 16).replace('T', ' ');
  return `${say(locale, outageStateWord[state])}, ${at} UTC: ${says}`;
}

function pickerBlock(what: 'service' | 'outage', locale: Locale): InputBlock {
  const plain = plainIn(locale);
  return {
    type: 'input',
    block_id: what,
    label: plain(
      what === 'service'
        ? { en: 'Which service?', fr: 'Quel service ?' }
        : { en: 'Which outage?', fr: 'Quelle panne ?' },
    ),
    element: {
      type: 'external_select',
      action_id: what === 'service' ? pickService : pickOutage,
      min_query_length: 0,
      placeholder: plain({ en: 'Type to search', fr: 'Tapez pour chercher' }),
    },
  };
}

function fieldBlocks(verb: OutageWindow, locale: Locale): InputBlock[] {
  const plain = plainIn(locale);
  const field = (
    id: string,
    label: Phrase,
    element: InputBlock['element'],
    optional = false,
  ): InputBlock => ({
    type: 'input',
    block_id: id,
    ...(optional ? { optional } : {}),
    label: plain(label),
    element,
  });
  const words = (label: Phrase): InputBlock => {
    const element = { type: 'plain_text_input', multiline: true, max_length: 500 } as const;
    return field(outageFields.words, label, { ...element, action_id: outageFields.words }, true);
  };
  switch (verb) {
    case 'open':
      return [words({ en: 'What do you see?', fr: 'Que voyez-vous ?' })];
    case 'resolve':
      return [words({ en: 'What was it, what helped?', fr: 'Qu’était-ce, qu’est-ce qui a aidé ?' })];
    case 'assign': {
      const label: Phrase = { en: 'Who takes it?', fr: 'Qui s’en charge ?' };
      return [field(outageFields.person, label, { type: 'users_select', action_id: outageFields.person })];
    }
    case 'silence': {
      const label: Phrase = { en: 'For how long?', fr: 'Pour combien de temps ?' };
      const options = silenceOptions('', locale);
      const element = { type: 'static_select', action_id: outageFields.time, options } as const;
      return [field(outageFields.time, label, element)];
    }
    case 'severity': {
      const options = severities.map((one) => ({ text: plain(severityWord[one]), value: one }));
      const element = { type: 'static_select', action_id: outageFields.severity, options } as const;
      return [field(outageFields.severity, { en: 'How bad is it?', fr: 'Quelle gravité ?' }, element)];
    }
    case 'ack':
    case 'postmortem':
      return [];
  }
}

const severities: readonly Severity[] = ['critical', 'warning', 'info'];

const plainIn = (locale: Locale) => (phrase: Phrase) =>
  ({ type: 'plain_text', text: say(locale, phrase) }) as const;

const titles: Readonly<Record<OutageWindow, Phrase>> = {
  open: { en: 'Open an outage', fr: 'Ouvrir une panne' },
  ack: { en: 'Acknowledge an outage', fr: 'Prendre acte' },
  resolve: { en: 'Resolve an outage', fr: 'Résoudre une panne' },
  assign: { en: 'Assign an outage', fr: 'Confier une panne' },
  silence: { en: 'Silence an outage', fr: 'Mettre en silence' },
  severity: { en: 'Set the severity', fr: 'Fixer la gravité' },
  postmortem: { en: 'Write the post-mortem', fr: 'Écrire le post-mortem' },
};
const submits: Readonly<Record<OutageWindow, Phrase>> = {
  open: { en: 'Open', fr: 'Ouvrir' },
  ack: { en: 'Acknowledge', fr: 'Prendre acte' },
  resolve: { en: 'Resolve', fr: 'Résoudre' },
  assign: { en: 'Assign', fr: 'Confier' },
  silence: { en: 'Silence', fr: 'Silence' },
  severity: { en: 'Set it', fr: 'Fixer' },
  postmortem: { en: 'Write it', fr: 'Écrire' },
};
