import { richText } from './rich-text.ts';
import { also, boolean, byType, isFields, list, number, oneOf, shape, string, type Rule } from './rules.ts';
import { id } from './text.ts';

/** All cells of a table together. */
const TABLE_CHARACTERS_MAX = 10_000;

// Slack: reference/block-kit/blocks/table-block and data-table-block.
const cell = byType({
  raw_text: shape({ type: oneOf('raw_text'), text: string() }),
  raw_number: shape({ type: oneOf('raw_number'), value: number() }, { text: string() }),
  rich_text: richText,
});
const row = list(cell, { max: 20 });

/** Every string under a `text` key, however deep; numbers count as written. */
function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + characters(one), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce((sum, [name, part]) => {
    return sum + (name === 'text' && typeof part === 'string' ? part.length : characters(part));
  }, 0);
}

function withinSize(rule: Rule): Rule {
  return also(rule, (fields, at, report) => {
    if (characters(fields.rows) > TABLE_CHARACTERS_MAX) {
      report(`${at}/rows`, `must be less than ${TABLE_CHARACTERS_MAX + 1} characters in all cells`);
    }
  });
}

const column = shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean });

/** A column may be skipped with null. */
const columnOrNull: Rule = (value, at, report) => {
  if (value !== null) column(value, at, report);
};

export const tableBlocks: Record<string, Rule> = {
  table: withinSize(
    shape(
      { type: oneOf('table'), rows: list(row, { max: 100 }) },
      { block_id: id, column_settings: list(columnOrNull, { max: 20 }) },
    ),
  ),
  data_table: withinSize(
    shape(
      { type: oneOf('data_table'), caption: string(), rows: list(row, { min: 2, max: 101 }) },
      {
        block_id: id,
        page_size: number({ min: 1, max: 100, whole: true }),
        row_header_column_index: number({ min: 0, max: 19, whole: true }),
      },
    ),
  ),
};
