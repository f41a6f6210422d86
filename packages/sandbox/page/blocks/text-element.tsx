import type { Block, ElementValue, TextObject } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { initialValue } from './element-value.ts';
import { actionIdOf, useSurface } from './surface.ts';
import { textField } from './text-field.ts';

// Which field of `state.values` an element fills, and the browser's input that fills it.
const FIELDS: Record<string, { field: string; inputType: string }> = {
  plain_text_input: { field: 'value', inputType: 'text' },
  email_text_input: { field: 'value', inputType: 'email' },
  url_text_input: { field: 'value', inputType: 'url' },
  number_input: { field: 'value', inputType: 'number' },
  rich_text_input: { field: 'rich_text_value', inputType: 'textarea' },
  datepicker: { field: 'selected_date', inputType: 'date' },
  timepicker: { field: 'selected_time', inputType: 'time' },
  datetimepicker: { field: 'selected_date_time', inputType: 'datetime-local' },
};

/** Everything that is typed or picked with the browser's own input. */
export function TextElement({
  element,
  blockId,
  isBusy,
  labelledBy,
  fire,
}: ElementProps & { blockId: string }) {
  const surface = useSurface();
  const actionId = actionIdOf(element);
  const { field, inputType } = FIELDS[element.type] ?? { field: 'value', inputType: 'text' };
  const value: ElementValue | undefined = surface.values[blockId]?.[actionId] ?? initialValue(element);
  const isLong = inputType === 'textarea' || element.multiline === true;
  const isPicker = field.startsWith('selected_');
  const change = (typed: string) => {
    const held = toHeld(element.type, typed);
    surface.setValue(blockId, actionId, { type: element.type, [field]: held });
    if (isPicker) fire({ [field]: held });
  };
  const shared = {
    className: 'text-input',
    disabled: isBusy,
    placeholder: (element.placeholder as TextObject | undefined)?.text,
    'aria-labelledby': labelledBy,
    'aria-label': labelledBy ? undefined : actionId,
    'aria-invalid': blockId in surface.errors,
    'data-action': element.action_id,
    maxLength: numberOf(element.max_length),
    minLength: numberOf(element.min_length),
    value: toTyped(element.type, value?.[field]),
  };
  if (isLong) return <textarea {...shared} rows={4} onChange={(event) => change(event.target.value)} />;
  return (
    <input
      {...shared}
      type={inputType}
      step={element.is_decimal_allowed ? 'any' : undefined}
      onChange={(event) => change(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isPicker) fire({ value: event.currentTarget.value });
      }}
    />
  );
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);

function toHeld(type: string, typed: string): unknown {
  if (typed === '') return null;
  if (type === 'datetimepicker') return Math.floor(new Date(typed).getTime() / 1000);
  if (type !== 'rich_text_input') return typed;
  const section: Block = { type: 'rich_text_section', elements: [{ type: 'text', text: typed }] };
  return { type: 'rich_text', elements: [section] };
}

function toTyped(type: string, held: unknown): string {
  if (held === null || held === undefined) return '';
  if (type === 'datetimepicker') return localDateTime(Number(held));
  if (type !== 'rich_text_input') return textField(held);
  const rich = held as { elements?: { elements?: { text?: string }[] }[] };
  return (rich.elements ?? [])
    .flatMap((part) => (part.elements ?? []).map((leaf) => leaf.text ?? ''))
    .join('');
}

/** `datetime-local` wants local time without a zone; Slack holds seconds since 1970. */
function localDateTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
