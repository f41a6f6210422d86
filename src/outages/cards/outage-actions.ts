import type { ActionsBlock, Button, StaticSelect } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Outage } from '../events.ts';

/** Each carries the outage's id; a silence also for how long. */
export const outageButtons = {
  ack: 'outage.ack',
  assignMe: 'outage.assign_me',
  silence: 'outage.silence',
  resolve: 'outage.resolve',
  postmortem: 'outage.postmortem',
} as const;

/** A night's work, the rest of a working morning; longer ones are typed. */
const silences: readonly (readonly [word: string, says: Phrase])[] = [
  ['30m', { en: '30 minutes', fr: '30 minutes' }],
  ['1h', { en: '1 hour', fr: '1 heure' }],
  ['4h', { en: '4 hours', fr: '4 heures' }],
  ['1d', { en: '1 day', fr: '1 jour' }],
  ['off', { en: 'End the silence', fr: 'Finir le silence' }],
];

/** Value of an option: who builds it from more than the word (`<id> 30m`) passes `prefix`. */
export function silenceOptions(prefix: string, locale: Locale) {
  return silences.map(([word, says]) => ({
    text: { type: 'plain_text' as const, text: say(locale, says) },
    value: `${prefix}${word}`,
  }));
}

/** The buttons of an outage: what makes no sense in its state is not offered. */
export function outageActions(outage: Outage, locale: Locale): ActionsBlock {
  const { id, state } = outage;
  const button = (action: string, label: Phrase, style?: 'primary'): Button => ({
    type: 'button',
    action_id: action,
    value: id,
    text: { type: 'plain_text', text: say(locale, label) },
    ...(style === undefined ? {} : { style }),
  });
  const report = button(outageButtons.postmortem, { en: 'Post-mortem', fr: 'Post-mortem' });
  if (state === 'resolved') return { type: 'actions', elements: [report] };
  const silence: StaticSelect = {
    type: 'static_select',
    action_id: outageButtons.silence,
    placeholder: { type: 'plain_text', text: say(locale, { en: 'Silence', fr: 'Silence' }) },
    options: silenceOptions(`${id} `, locale),
  };
  return {
    type: 'actions',
    elements: [
      ...(canAcknowledge(outage) ? [button(outageButtons.ack, ackLabel, 'primary')] : []),
      ...(outage.assignee === undefined
        ? [button(outageButtons.assignMe, { en: 'I take it', fr: 'Je m’en charge' })]
        : []),
      silence,
      button(outageButtons.resolve, { en: 'Resolve', fr: 'Résoudre' }),
      report,
    ],
  };
}

/** Nobody is called about what is up again. */
export function canAcknowledge({ state, acknowledged }: Outage): boolean {
  return acknowledged === undefined && state !== 'recovered' && state !== 'resolved';
}

export const ackLabel: Phrase = { en: 'Acknowledge', fr: 'Prendre acte' };
