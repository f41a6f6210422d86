import { choiceOption, confirm, option, optionGroup, placeholder } from './objects.ts';
import { boolean, exactlyOne, list, number, oneOf, shape, string, type Rule } from './rules.ts';
import { id } from './text.ts';

// Slack: reference/block-kit/block-elements, the pages of the select and multi-select menus.
const common = { action_id: id, confirm, focus_on_load: boolean, placeholder };
const several = { max_selected_items: number({ min: 1, whole: true }) };
const filter = shape(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public')),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const conversations = { default_to_current_conversation: boolean, filter };
const choices = { options: list(option, { max: 100 }), option_groups: list(optionGroup, { max: 100 }) };

function select(type: string, own: Record<string, Rule>): Rule {
  return shape({ type: oneOf(type) }, { ...common, ...own });
}

const answerable = { response_url_enabled: boolean };
const queryLength = { min_query_length: number({ min: 0, whole: true }) };

/** Every menu, by type: `static_select` … `multi_channels_select`. */
export const selects: Record<string, Rule> = {
  static_select: exactlyOne(
    select('static_select', { ...choices, initial_option: option }),
    'options',
    'option_groups',
  ),
  multi_static_select: exactlyOne(
    select('multi_static_select', { ...choices, ...several, initial_options: list(option) }),
    'options',
    'option_groups',
  ),
  external_select: select('external_select', { ...queryLength, initial_option: option }),
  multi_external_select: select('multi_external_select', {
    ...queryLength,
    ...several,
    initial_options: list(option),
  }),
  users_select: select('users_select', { initial_user: string() }),
  multi_users_select: select('multi_users_select', { ...several, initial_users: list(string()) }),
  conversations_select: select('conversations_select', {
    ...conversations,
    ...answerable,
    initial_conversation: string(),
  }),
  multi_conversations_select: select('multi_conversations_select', {
    ...conversations,
    ...several,
    initial_conversations: list(string()),
  }),
  channels_select: select('channels_select', { ...answerable, initial_channel: string() }),
  multi_channels_select: select('multi_channels_select', { ...several, initial_channels: list(string()) }),
};

const pick = { action_id: id, confirm, focus_on_load: boolean };
const offered = { options: list(choiceOption, { max: 10 }) };

/** Ten at most, like checkboxes: more belong in a menu. */
export const radioButtons: Rule = shape(
  { type: oneOf('radio_buttons'), ...offered },
  { ...pick, initial_option: choiceOption },
);

export const checkboxes: Rule = shape(
  { type: oneOf('checkboxes'), ...offered },
  { ...pick, initial_options: list(choiceOption) },
);
