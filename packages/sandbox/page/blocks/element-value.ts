import type { Block, ElementValue, FormValues, Option } from '../protocol.ts';

/** What an untouched element holds, as Slack reports it in `state.values`. Undefined for elements without a value. */
export function initialValue(element: Block): ElementValue | undefined {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: element.initial_value ?? null };
    case 'rich_text_input':
      return { type, rich_text_value: element.initial_value ?? null };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    default:
      return undefined;
  }
}

/** Every element of a surface that holds a value, with its block. */
function valueElements(blocks: Block[]): { blockId: string; element: Block }[] {
  return blocks.flatMap((block, at) => {
    const blockId = blockIdOf(block, at);
    const elements = [
      block.element,
      block.accessory,
      ...(Array.isArray(block.elements) ? block.elements : []),
    ];
    return elements
      .filter(
        (one): one is Block =>
          typeof one === 'object' && one !== null && initialValue(one as Block) !== undefined,
      )
      .map((element) => ({ blockId, element }));
  });
}

/** The values to send: what was entered, else what the view said to begin with. */
export function formValues(blocks: Block[], entered: FormValues): FormValues {
  const values: FormValues = {};
  for (const { blockId, element } of valueElements(blocks)) {
    const actionId = element.action_id ?? element.type;
    const value = entered[blockId]?.[actionId] ?? initialValue(element);
    if (value) values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** The workspace server names every block as Slack does; a block that still has no name gets its place. */
export const blockIdOf = (block: Block, at: number) => block.block_id ?? `block-${at}`;

export function optionsOf(element: Block): Option[] {
  const groups = (element.option_groups ?? []) as { options: Option[] }[];
  return [...((element.options ?? []) as Option[]), ...groups.flatMap((group) => group.options)];
}

/** Required inputs that are empty, by block_id: Slack's client stops these before the bot sees the submission. */
export function missingInputs(blocks: Block[], values: FormValues): Record<string, string> {
  const missing = blocks.flatMap((block, at) => {
    if (block.type !== 'input' || block.optional === true) return [];
    const element = block.element as Block;
    const value = values[blockIdOf(block, at)]?.[element.action_id ?? element.type];
    return isEmpty(value) ? [[blockIdOf(block, at), 'Please complete this required field.']] : [];
  });
  return Object.fromEntries(missing) as Record<string, string>;
}

function isEmpty(value: ElementValue | undefined): boolean {
  const { type: _type, ...held } = value ?? { type: '' };
  return Object.values(held).every(
    (one) => one === null || one === '' || (Array.isArray(one) && one.length === 0),
  );
}
