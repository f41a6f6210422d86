import { basicBlocks } from './basic.ts';
import { button } from './buttons.ts';
import { image } from './objects.ts';
import { richText } from './rich-text.ts';
import { atLeastOne, boolean, byType, list, oneOf, shape, string, type Rule } from './rules.ts';
import { tableBlocks } from './table.ts';
import { anyText, id, plainText } from './text.ts';

/** Nothing in it is required by itself, but it may not be empty. */
const card = atLeastOne(
  shape(
    { type: oneOf('card') },
    {
      block_id: id,
      hero_image: image,
      icon: image,
      title: anyText(150),
      subtitle: anyText(150),
      body: anyText(200),
      actions: list(button, { max: 2 }),
    },
  ),
  'hero_image',
  'title',
  'actions',
  'body',
);

const { actions, context, divider, header, image: picture, input, section, video } = basicBlocks;

const children: Record<string, Rule | undefined> = {
  actions,
  context,
  divider,
  header,
  image: picture,
  input,
  section,
  video,
  rich_text: richText,
  table: tableBlocks.table,
};

/** Holds other blocks, never another container. */
const container = atLeastOne(
  shape(
    { type: oneOf('container'), child_blocks: list(byType(children as Record<string, Rule>), { max: 10 }) },
    {
      block_id: id,
      title: plainText(150),
      rich_text_title: richText,
      subtitle: anyText(150),
      icon: image,
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
  ),
  'title',
  'rich_text_title',
);

/** The blocks Slack added in 2025 and 2026 that group or highlight others. */
export const cardBlocks: Record<string, Rule> = {
  card,
  container,
  carousel: shape({ type: oneOf('carousel'), elements: list(card, { max: 10 }) }, { block_id: id }),
  alert: shape(
    { type: oneOf('alert'), text: anyText() },
    { block_id: id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  markdown: shape({ type: oneOf('markdown'), text: string({ max: 12_000 }) }, { block_id: id }),
  rich_text: richText,
};
