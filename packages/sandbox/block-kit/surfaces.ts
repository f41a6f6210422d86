import { isFields, type Report } from './rules.ts';

export type Surface = 'message' | 'modal' | 'home';

/** 50 in a message, 100 in a view (Slack: reference/block-kit/blocks). */
export const BLOCKS_MAX: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

const everywhere = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'video',
];

const onlyMessages = [
  'context_actions',
  'data_table',
  'data_visualization',
  'markdown',
  'plan',
  'table',
  'task_card',
];

/**
 * Slack's own list (docs.slack.dev/blocks.json), less what is listed there and yet reported not to render: cards in
 * modals, tables and charts in home tabs. `file` is made by Slack alone.
 */
const allowed: Record<Surface, ReadonlySet<string>> = {
  message: new Set([...everywhere, ...onlyMessages, 'card', 'carousel', 'container']),
  modal: new Set([...everywhere, 'alert']),
  home: new Set([...everywhere, 'card', 'carousel', 'container']),
};

export function checkSurface(blocks: readonly unknown[], surface: Surface, at: string, report: Report): void {
  for (const [i, block] of blocks.entries()) {
    if (!isFields(block) || typeof block.type !== 'string') continue;
    const place = `${at}/${i}`;
    if (!allowed[surface].has(block.type)) report(`${place}/type`, `unsupported type: ${block.type}`);
    const inner = isFields(block.element) ? block.element.type : undefined;
    if (inner === 'file_input' && surface !== 'modal') {
      report(`${place}/element/type`, 'unsupported type: file_input');
    }
  }
}
