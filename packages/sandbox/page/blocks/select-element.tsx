import type { Block, ElementValue, Option, OptionGroup, TextObject } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { initialValue, optionsOf } from './element-value.ts';
import { actionIdOf, type Surface, useSurface } from './surface.ts';
import { textField } from './text-field.ts';

interface Choices {
  /** The field of the payload that holds the choice, e.g. `selected_user`. */
  field: string;
  list: { key: string; label: string; picked: unknown }[];
  keyOf: (picked: unknown) => string;
}

/** A menu of known choices, on the browser's own select: keyboard, phone and screen reader work as people expect. */
export function SelectElement({
  element,
  blockId,
  isBusy,
  labelledBy,
  fire,
}: ElementProps & { blockId: string }) {
  const surface = useSurface();
  const choices = choicesOf(element, surface);
  const value: ElementValue | undefined =
    surface.values[blockId]?.[actionIdOf(element)] ?? initialValue(element);
  const placeholder = (element.placeholder as TextObject | undefined)?.text ?? 'Choose an option';
  const groups = (element.option_groups ?? []) as OptionGroup[];
  return (
    <select
      className="select"
      disabled={isBusy}
      aria-labelledby={labelledBy}
      aria-label={labelledBy ? undefined : placeholder}
      data-action={element.action_id}
      value={choices.keyOf(value?.[choices.field])}
      onChange={(event) => {
        const picked = choices.list.find((one) => one.key === event.target.value)?.picked ?? null;
        surface.setValue(blockId, actionIdOf(element), { type: element.type, [choices.field]: picked });
        if (picked !== null) fire({ [choices.field]: picked });
      }}
    >
      <option value="">{placeholder}</option>
      {groups.length === 0 && choices.list.map(drawOption)}
      {groups.map((group) => (
        <optgroup key={group.label.text} label={group.label.text}>
          {group.options.map((one) => drawOption({ key: one.value, label: one.text.text }))}
        </optgroup>
      ))}
    </select>
  );
}

const drawOption = ({ key, label }: { key: string; label: string }) => (
  <option key={key} value={key}>
    {label}
  </option>
);

const named = (all: { id: string; name: string }[], sign: string) =>
  all.map(({ id, name }) => ({ key: id, label: `${sign}${name}`, picked: id }));

const keyOfId = (picked: unknown) => textField(picked);

function choicesOf(element: Block, { people, channels }: Surface): Choices {
  switch (element.type) {
    case 'users_select':
      return { field: 'selected_user', list: named(people, '@'), keyOf: keyOfId };
    case 'channels_select':
      return { field: 'selected_channel', list: named(channels, '#'), keyOf: keyOfId };
    case 'conversations_select':
      return { field: 'selected_conversation', list: named(channels, '#'), keyOf: keyOfId };
    default:
      return {
        field: 'selected_option',
        list: optionsOf(element).map((one) => ({ key: one.value, label: one.text.text, picked: one })),
        keyOf: (picked) => (picked as Option | null)?.value ?? '',
      };
  }
}
