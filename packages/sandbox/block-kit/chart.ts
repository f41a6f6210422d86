import {
  also,
  byType,
  isFields,
  list,
  number,
  oneOf,
  shape,
  string,
  type Fields,
  type Rule,
} from './rules.ts';
import { id } from './text.ts';

// Slack: reference/block-kit/blocks/data-visualization-block, newer than @slack/types 3.2.
const label = string({ max: 20 });
const point = shape({ label, value: number() });
const series = shape({ name: label, data: list(point, { max: 20 }) });
const axes = shape(
  { categories: list(label, { max: 20 }) },
  { x_label: string({ max: 50 }), y_label: string({ max: 50 }) },
);

const slice = also(shape({ label, value: number() }), (fields, at, report) => {
  if (typeof fields.value === 'number' && fields.value <= 0) report(`${at}/value`, 'must be greater than 0');
});

const names = (items: unknown, key: string): unknown[] =>
  Array.isArray(items) ? items.map((item: unknown) => (isFields(item) ? item[key] : undefined)) : [];

function hasOnePointEach(one: Fields, categories: unknown[]): boolean {
  const labels = names(one.data, 'label');
  return labels.length === categories.length && categories.every((category) => labels.includes(category));
}

/** Lines, bars and areas: one point for each category in every series, names not repeated. */
function cartesian(type: string): Rule {
  return also(
    shape({ type: oneOf(type), series: list(series, { max: 6 }), axis_config: axes }),
    (fields, at, report) => {
      const given = Array.isArray(fields.series) ? fields.series.filter(isFields) : [];
      const categories = isFields(fields.axis_config) ? fields.axis_config.categories : undefined;
      if (new Set(given.map((one) => one.name)).size !== given.length) {
        report(`${at}/series`, 'series names must be unique');
      }
      for (const [i, one] of given.entries()) {
        if (Array.isArray(categories) && !hasOnePointEach(one, categories)) {
          report(`${at}/series/${i}/data`, 'must have exactly one point for each category');
        }
      }
    },
  );
}

const chart = byType({
  pie: shape({ type: oneOf('pie'), segments: list(slice, { max: 6 }) }),
  line: cartesian('line'),
  bar: cartesian('bar'),
  area: cartesian('area'),
});

export const chartBlocks: Record<string, Rule> = {
  data_visualization: shape(
    { type: oneOf('data_visualization'), title: string({ max: 50 }), chart },
    { block_id: id },
  ),
};
