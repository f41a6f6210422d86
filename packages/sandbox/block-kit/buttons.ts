import { confirm, overflowOption } from './objects.ts';
import { anything, list, oneOf, shape, string, type Rule } from './rules.ts';
import { id, plainText, url } from './text.ts';

const label = string({ max: 75 });
const value = string({ max: 2000 });

/** Slack: reference/block-kit/block-elements/button-element. About 30 characters of the text are shown. */
export const button: Rule = shape(
  { type: oneOf('button'), text: plainText(75) },
  { action_id: id, url, value, style: oneOf('primary', 'danger'), confirm, accessibility_label: label },
);

export const overflow: Rule = shape(
  { type: oneOf('overflow'), options: list(overflowOption, { max: 5 }) },
  { action_id: id, confirm },
);

/** Starts a workflow built in Slack; its trigger is Slack's business. */
export const workflowButton: Rule = shape(
  { type: oneOf('workflow_button'), text: plainText(75), workflow: shape({ trigger: anything }) },
  { action_id: id, style: oneOf('primary', 'danger'), accessibility_label: label },
);

/** Thumbs up and down under an answer. */
const feedbackButton = shape({ text: plainText(75), value }, { accessibility_label: label });

export const feedbackButtons: Rule = shape(
  { type: oneOf('feedback_buttons'), positive_button: feedbackButton, negative_button: feedbackButton },
  { action_id: id },
);

/** Slack has one icon so far. */
export const iconButton: Rule = shape(
  { type: oneOf('icon_button'), icon: oneOf('trash'), text: plainText(75) },
  { action_id: id, value, confirm, accessibility_label: label, visible_to_user_ids: list(string()) },
);
