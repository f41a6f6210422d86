import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { section } from '#slack/cards/blocks.ts';

export const planViews = { deny: 'plan_deny', breakGlass: 'plan_break_glass', code: 'plan_code' } as const;

/** The private metadata of a window about a plan. */
export type PlanPlace = {
  readonly planId: string;
  readonly digest?: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** Kept for the window that asks for a code. */
  readonly reason?: string;
};

export const planField = 'words';

/** Why not: the one who asked for it reads this at 3 a.m. */
export function denyView(place: PlanPlace, locale: Locale): ModalView {
  return windowOf(planViews.deny, place, locale, {
    title: { en: 'Deny', fr: 'Refuser' },
    submit: { en: 'Deny', fr: 'Refuser' },
    label: { en: 'Why not?', fr: 'Pourquoi pas ?' },
    most: 500,
  });
}

/** One person alone: a reason that everyone will read. */
export function breakGlassView(place: PlanPlace, locale: Locale): ModalView {
  return windowOf(
    planViews.breakGlass,
    place,
    locale,
    {
      title: { en: 'Break glass', fr: 'Bris de glace' },
      submit: { en: 'Run it alone', fr: 'Exécuter seul' },
      label: { en: 'Why can nobody else approve?', fr: 'Pourquoi personne d’autre ne peut approuver ?' },
      most: 500,
    },
    [
      section(
        say(locale, {
          en: '🚨 You approve this *alone*. Your reason is posted in the channel, sent to the owners and marked in the audit. Locks, freeze, budget and second factor still hold.',
          fr: '🚨 Vous approuvez *seul*. Votre raison est publiée dans le canal, envoyée aux responsables et marquée dans l’audit. Verrous, gel, budget et second facteur tiennent toujours.',
        }),
      ),
    ],
  );
}

/** The code of the second factor: six digits, good once. */
export function codeView(place: PlanPlace, locale: Locale): ModalView {
  return windowOf(planViews.code, place, locale, {
    title: { en: 'Second factor', fr: 'Second facteur' },
    submit: { en: 'Approve', fr: 'Approuver' },
    label: { en: 'Code of your authenticator', fr: 'Code de votre application' },
    most: 8,
  });
}

type Window = {
  readonly title: Phrase;
  readonly submit: Phrase;
  readonly label: Phrase;
  readonly most: number;
};

function windowOf(
  id: string,
  place: PlanPlace,
  locale: Locale,
  { title, submit, label, most }: Window,
  above: readonly KnownBlock[] = [],
): ModalView {
  const plain = (phrase: Phrase) => ({ type: 'plain_text', text: say(locale, phrase) }) as const;
  const input: InputBlock = {
    type: 'input',
    block_id: planField,
    label: plain(label),
    element: {
      type: 'plain_text_input',
      action_id: planField,
      min_length: 3,
      max_length: most,
      multiline: most > 100,
      focus_on_load: true,
    },
  };
  return {
    type: 'modal',
    callback_id: id,
    private_metadata: JSON.stringify(place),
    title: plain(title),
    submit: plain(submit),
    close: plain({ en: 'Cancel', fr: 'Annuler' }),
    blocks: [...above, input],
  };
}
