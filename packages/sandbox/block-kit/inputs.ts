import { confirm, dispatchConfig, placeholder } from './objects.ts';
import { richText } from './rich-text.ts';
import { also, boolean, list, number, oneOf, shape, string, type Rule } from './rules.ts';
import { id } from './text.ts';

/** What every field that is typed into may say. */
const typed = {
  action_id: id,
  dispatch_action_config: dispatchConfig,
  focus_on_load: boolean,
  placeholder,
};
const decimal = string({ like: /^-?\d+(\.\d+)?$/ });

/** A text field's own limits go up to 3,000 characters. */
const length = (min: number): Rule => number({ min, max: 3000, whole: true });

/** Fields that only an input block may hold, by type. */
export const typedInputs: Record<string, Rule> = {
  plain_text_input: shape(
    { type: oneOf('plain_text_input') },
    {
      ...typed,
      initial_value: string({ min: 0, max: 3000 }),
      multiline: boolean,
      min_length: length(0),
      max_length: length(1),
    },
  ),
  email_text_input: shape({ type: oneOf('email_text_input') }, { ...typed, initial_value: string() }),
  url_text_input: shape({ type: oneOf('url_text_input') }, { ...typed, initial_value: string() }),
  number_input: also(
    shape(
      { type: oneOf('number_input'), is_decimal_allowed: boolean },
      { ...typed, initial_value: decimal, min_value: decimal, max_value: decimal },
    ),
    (fields, at, report) => {
      if (Number(fields.min_value) > Number(fields.max_value)) {
        report(`${at}/min_value`, 'must not be greater than max_value');
      }
    },
  ),
  rich_text_input: shape(
    { type: oneOf('rich_text_input'), action_id: id },
    { ...typed, initial_value: richText, min_lines: length(1), max_lines: length(1) },
  ),
};

/** In modals only; surfaces.ts says so. */
export const fileInput: Rule = shape(
  { type: oneOf('file_input') },
  { action_id: id, filetypes: list(string()), max_files: number({ min: 1, max: 10, whole: true }) },
);

const dated = { action_id: id, confirm, focus_on_load: boolean };

/** Dates and times; sent as text in the person's own calendar, only datetimepicker as seconds. */
export const pickers: Record<string, Rule> = {
  datepicker: shape(
    { type: oneOf('datepicker') },
    {
      ...dated,
      placeholder,
      initial_date: string({ like: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/ }),
    },
  ),
  timepicker: shape(
    { type: oneOf('timepicker') },
    {
      ...dated,
      placeholder,
      timezone: string(),
      initial_time: string({ like: /^([01]\d|2[0-3]):[0-5]\d$/ }),
    },
  ),
  datetimepicker: shape(
    { type: oneOf('datetimepicker') },
    { ...dated, initial_date_time: number({ min: 0, max: 9_999_999_999, whole: true }) },
  ),
};
