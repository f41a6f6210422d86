import type { ActionsBlock, Button, ContextActionsBlock, KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { limits } from '#slack/fit-limits.ts';
import { shorten } from '#slack/escape.ts';

/** The click names the run; what is collected is decided by the catalog when it is pressed. */
export const collectLogs = 'collect_logs';
export const rateVerdict = 'rate_verdict';

export function collectLogsBlock(runId: string, locale: Locale): ActionsBlock {
  return { type: 'actions', elements: [button(collectLogs, runId, say(locale, collect))] };
}

/** "Was this right?" under a final verdict; the plainer form is for workspaces without feedback buttons. */
export function ratingBlock(runId: string, locale: Locale): ContextActionsBlock {
  const half = (phrase: Phrase, value: string) => ({
    text: { type: 'plain_text' as const, text: say(locale, phrase) },
    accessibility_label: shorten(`${say(locale, wasRight)} ${say(locale, phrase)}`, limits.buttonText),
    value: `${runId} ${value}`,
  });
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: rateVerdict,
        positive_button: half(right, 'right'),
        negative_button: half(wrong, 'wrong'),
      },
    ],
  };
}

export function plainRatingBlock(runId: string, locale: Locale): KnownBlock {
  return {
    type: 'actions',
    elements: [
      button(`${rateVerdict}.right`, `${runId} right`, say(locale, right)),
      button(`${rateVerdict}.wrong`, `${runId} wrong`, say(locale, wrong)),
    ],
  };
}

const collect: Phrase = { en: 'Collect logs', fr: 'Réunir les journaux' };
const wasRight: Phrase = { en: 'Was this diagnosis right?', fr: 'Ce diagnostic était-il juste ?' };
const right: Phrase = { en: 'Right diagnosis', fr: 'Diagnostic juste' };
const wrong: Phrase = { en: 'Wrong diagnosis', fr: 'Diagnostic faux' };

function button(actionId: string, value: string, text: string): Button {
  return { type: 'button', action_id: actionId, value, text: { type: 'plain_text', text } };
}
