import type { Button, ModalView } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Risk } from '#runbooks/risk.ts';
import { code, shorten } from '#slack/escape.ts';
import { limits } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';
import { riskName } from './plan-labels.ts';
import { pickService, type ServiceOption } from '#slack/cards/service-picker.ts';

export const pickAction = 'pick_action';
export const runbookView = 'runbook';
export const paramsField = 'params';
/** Prefix of a button that asks for a plan with the words in its value. */
export const askPlanButton = 'plan_ask';

/** An action as lists show it. */
export type ListedAction = { readonly action: string; readonly title: Phrase; readonly risk: Risk };

/** The window of a bare /runbook, or of a /restart without a name: what, to which service, with which parameters. */
export function actionPickerView(place: object, action: string | undefined, locale: Locale): ModalView {
  const plain = (phrase: Phrase) => ({ type: 'plain_text', text: say(locale, phrase) }) as const;
  const search = plain({ en: 'Type to search', fr: 'Tapez pour chercher' });
  return {
    type: 'modal',
    callback_id: runbookView,
    private_metadata: JSON.stringify({ ...place, ...(action === undefined ? {} : { action }) }),
    title: plain({ en: 'Plan an action', fr: 'Planifier une action' }),
    submit: plain({ en: 'Make the plan', fr: 'Faire le plan' }),
    close: plain({ en: 'Cancel', fr: 'Annuler' }),
    blocks: [
      ...(action === undefined
        ? [
            {
              type: 'input' as const,
              block_id: 'action',
              label: plain({ en: 'Which action?', fr: 'Quelle action ?' }),
              element: {
                type: 'external_select' as const,
                action_id: pickAction,
                min_query_length: 0,
                placeholder: search,
              },
            },
          ]
        : [section(code(action))]),
      {
        type: 'input',
        block_id: 'service',
        label: plain({ en: 'Which service?', fr: 'Quel service ?' }),
        element: {
          type: 'external_select',
          action_id: pickService,
          min_query_length: 0,
          placeholder: search,
        },
      },
      {
        type: 'input',
        block_id: paramsField,
        optional: true,
        label: plain({
          en: 'Parameters (key=value, one a line)',
          fr: 'Paramètres (clé=valeur, un par ligne)',
        }),
        hint: plain({
          en: 'Mostly not needed: Resus takes them from what it sees. Never type a secret: write file:PATH or env:NAME.',
          fr: 'Rarement utile : Resus les tire de ce qu’il voit. Ne tapez jamais un secret : écrivez file:CHEMIN ou env:NOM.',
        }),
        element: { type: 'plain_text_input', action_id: paramsField, multiline: true, max_length: 1000 },
      },
    ],
  };
}

const optionsShown = 100;
const optionChars = 75;

/** Actions whose name or title holds every word typed so far. */
export function actionOptions(
  actions: readonly ListedAction[],
  typed: string,
  locale: Locale,
): ServiceOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const titleOf = ({ title }: ListedAction): string => say(locale, title).replaceAll(/\s*\{\w+\}/g, ' …');
  return actions
    .filter((one) => words.every((word) => `${one.action} ${titleOf(one)}`.toLowerCase().includes(word)))
    .slice(0, optionsShown)
    .map((one) => ({
      text: { type: 'plain_text', text: shorten(one.action, optionChars) },
      value: one.action,
      description: {
        type: 'plain_text',
        text: shorten(`${titleOf(one)} — ${say(locale, riskName[one.risk])}`, optionChars),
      },
    }));
}

/** A word nobody knows: the same ask with each of the nearest names, one press away. */
export function closestPlanCard(
  what: 'service' | 'action',
  asked: string,
  choices: readonly { readonly name: string; readonly words: string }[],
  locale: Locale,
): MessageBody {
  const phrase: Phrase =
    what === 'service'
      ? { en: 'There is no service {asked}.', fr: 'Il n’y a pas de service {asked}.' }
      : { en: 'There is no action {asked}.', fr: 'Il n’y a pas d’action {asked}.' };
  const unknown = say(locale, { ...phrase, with: { asked: code(shorten(asked, 60)) } });
  if (choices.length === 0) return { text: unknown, blocks: [section(unknown)] };
  const ask = say(locale, { en: 'Which one did you mean?', fr: 'Lequel vouliez-vous dire ?' });
  return {
    text: `${unknown} ${ask} ${choices.map(({ name }) => name).join(', ')}`,
    blocks: [
      section(`${unknown} ${ask}`),
      {
        type: 'actions',
        elements: choices.map(
          ({ name, words }, i): Button => ({
            type: 'button',
            action_id: `${askPlanButton}.${i}`,
            value: shorten(words, limits.buttonValue),
            text: { type: 'plain_text', text: shorten(name, limits.buttonText) },
          }),
        ),
      },
    ],
  };
}
