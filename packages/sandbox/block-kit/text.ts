import { boolean, oneOf, shape, string, type Rule } from './rules.ts';

/** The longest text object anywhere; most places allow less. */
const TEXT_MAX = 3000;

/** Reports, as Slack does, that no allowed form matched before saying what was wrong with the nearest one. */
function matching(rule: Rule): Rule {
  return (value, at, report) => {
    let headed = false;
    rule(value, at, (pointer, message, error) => {
      if (!headed) report(at, 'failed to match all allowed schemas');
      headed = true;
      report(pointer, message, error);
    });
  };
}

/** Emoji codes are turned into pictures only here. */
export function plainText(max: number = TEXT_MAX): Rule {
  return shape({ type: oneOf('plain_text'), text: string({ max }) }, { emoji: boolean });
}

export function mrkdwn(max: number = TEXT_MAX): Rule {
  return shape({ type: oneOf('mrkdwn'), text: string({ max }) }, { verbatim: boolean });
}

/** `plain_text` or `mrkdwn`; anything else is judged as the first. */
export function anyText(max: number = TEXT_MAX): Rule {
  const plain = plainText(max);
  const marked = mrkdwn(max);
  return matching((value, at, report) => {
    const isMarked = (value as { type?: unknown } | null)?.type === 'mrkdwn';
    if (isMarked) marked(value, at, report);
    else plain(value, at, report);
  });
}

/** Slack accepts any absolute URL of up to 3,000 characters. */
export const url: Rule = string({ max: 3000, like: /^[a-z][a-z0-9+.-]*:/i });

/** `block_id` and `action_id` alike. */
export const id: Rule = string({ max: 255 });
