import { exactlyOne, list, oneOf, shape, string, type Rule } from './rules.ts';
import { anyText, plainText, url } from './text.ts';

// Composition objects (Slack: reference/block-kit/composition-objects): what blocks and elements are put together from.

/** Shown before an element acts. */
export const confirm: Rule = shape(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

const optionParts = { text: plainText(75), value: string({ max: 150 }) };

export const option: Rule = shape(optionParts, { description: plainText(75) });

/** Only overflow menus may carry a link. */
export const overflowOption: Rule = shape(optionParts, { description: plainText(75), url });

/** Radio buttons and checkboxes may use mrkdwn. */
export const choiceOption: Rule = shape(
  { text: anyText(75), value: string({ max: 150 }) },
  { description: anyText(75) },
);

export const optionGroup: Rule = shape({ label: plainText(75), options: list(option, { max: 100 }) });

export const placeholder: Rule = plainText(150);

export const dispatchConfig: Rule = shape({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
});

/** A picture that was uploaded before, by id or url. */
export const slackFile: Rule = exactlyOne(shape({}, { id: string(), url }), 'id', 'url');

/** A picture beside text; the image block has a title too. */
export const image: Rule = exactlyOne(
  shape({ type: oneOf('image'), alt_text: string({ max: 2000 }) }, { image_url: url, slack_file: slackFile }),
  'image_url',
  'slack_file',
);
