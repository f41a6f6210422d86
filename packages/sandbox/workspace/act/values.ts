import { elementsOf } from '../talk/block-ids.ts';
import type { Block } from '../talk/message.ts';

type Fields = Record<string, unknown>;

/** `view.state.values`: by block, by action, the element's own fields. */
export type Values = Record<string, Record<string, Fields>>;

/** Where each kind of input keeps its answer, and where its initial value comes from. */
const keptByType: Record<string, [from: string, to: string][]> = {
  plain_text_input: [['initial_value', 'value']],
  email_text_input: [['initial_value', 'value']],
  url_text_input: [['initial_value', 'value']],
  number_input: [['initial_value', 'value']],
  rich_text_input: [['initial_value', 'rich_text_value']],
  static_select: [['initial_option', 'selected_option']],
  external_select: [['initial_option', 'selected_option']],
  radio_buttons: [['initial_option', 'selected_option']],
  multi_static_select: [['initial_options', 'selected_options']],
  multi_external_select: [['initial_options', 'selected_options']],
  checkboxes: [['initial_options', 'selected_options']],
  users_select: [['initial_user', 'selected_user']],
  multi_users_select: [['initial_users', 'selected_users']],
  conversations_select: [['initial_conversation', 'selected_conversation']],
  multi_conversations_select: [['initial_conversations', 'selected_conversations']],
  channels_select: [['initial_channel', 'selected_channel']],
  multi_channels_select: [['initial_channels', 'selected_channels']],
  datepicker: [['initial_date', 'selected_date']],
  timepicker: [['initial_time', 'selected_time']],
  datetimepicker: [['initial_date_time', 'selected_date_time']],
  file_input: [['', 'files']],
};

/** What a fixed menu, radio group or overflow offers. */
export function allOptions(element: Fields): Fields[] {
  const groups = (element.option_groups ?? []) as { options: Fields[] }[];
  return [...((element.options ?? []) as Fields[]), ...groups.flatMap((group) => group.options)];
}

/** A bare string stands for typed text or for the value of an option. */
function given(element: Fields, value: unknown): Fields {
  if (typeof value === 'object' && value !== null) return { type: element.type, ...value };
  const [, to] = keptByType[String(element.type)]?.[0] ?? ['', 'value'];
  if (to === 'selected_option') {
    const option = allOptions(element).find((one) => one.value === value);
    if (!option && element.options) throw new Error(`There is no option ${String(value)} to choose.`);
    return {
      type: element.type,
      selected_option: option ?? { text: { type: 'plain_text', text: value }, value },
    };
  }
  if (to === 'selected_options') {
    const wanted = [value].flat();
    return {
      type: element.type,
      selected_options: allOptions(element).filter((one) => wanted.includes(one.value)),
    };
  }
  return { type: element.type, [to]: value };
}

/**
 * The state of every input: what was given (by block id or, for short, by action id), else its initial value, as
 * Slack's client sends it.
 */
export function stateOf(blocks: readonly Block[], values: Record<string, unknown> = {}): Values {
  const state: Values = {};
  for (const { block_id: blockId, element } of blocks.flatMap(elementsOf)) {
    const kept = keptByType[String(element.type)];
    if (!kept) continue;
    const actionId = String(element.action_id);
    const ofBlock = values[blockId] as Fields | string | undefined;
    const own = typeof ofBlock === 'object' ? ofBlock[actionId] : (ofBlock ?? values[actionId]);
    const initial = Object.fromEntries(kept.map(([from, to]) => [to, element[from] ?? null]));
    state[blockId] ??= {};
    state[blockId][actionId] = own === undefined ? { type: element.type, ...initial } : given(element, own);
  }
  return state;
}

/** The most a text field takes when it does not say less. */
const TEXT_MAX = 3000;

function isEmpty(value: Fields | undefined): boolean {
  return Object.entries(value ?? {})
    .filter(([name]) => name !== 'type')
    .every(
      ([, part]) =>
        part === null || part === undefined || part === '' || (Array.isArray(part) && part.length === 0),
    );
}

/** What Slack's client refuses before the app is asked: empty required inputs and texts of the wrong length. */
export function inputErrors(blocks: readonly Block[], state: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks.filter((one) => one.type === 'input')) {
    const blockId = String(block.block_id);
    const element = block.element as Fields;
    const value = state[blockId]?.[String(element.action_id)];
    if (isEmpty(value)) {
      if (block.optional !== true) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    const length = typeof value?.value === 'string' ? value.value.length : undefined;
    if (length === undefined) continue;
    const [min, max] = [Number(element.min_length ?? 0), Number(element.max_length ?? TEXT_MAX)];
    if (length < min) errors[blockId] = `This field needs at least ${min} characters.`;
    if (length > max) errors[blockId] = `This field takes at most ${max} characters.`;
  }
  return errors;
}
