import { isFields, type Fields, type Report } from './rules.ts';

/**
 * Slack publishes no number for `msg_blocks_too_long`. Senders measured that what is shown, plus about 100 a block,
 * must stay under about 13,200 characters (slackapi/bolt-js#2509 and #2867).
 */
const SHOWN_MAX = 13_200;
const SHOWN_PER_BLOCK = 100;

/**
 * Measured by senders of plans: titles once, `details` and `output` twice, in UTF-8 bytes; the lowest refused size was
 * a little over 10,600 (openclaw#143882).
 */
const PLAN_BYTES_MAX = 10_600;

/** All markdown blocks of one message together. */
const MARKDOWN_MAX = 12_000;

/** Properties that hold what a reader sees; ids, values and links are not counted. */
const shown = new Set([
  'text',
  'title',
  'caption',
  'alt_text',
  'label',
  'description',
  'subtitle',
  'body',
  'name',
]);

/** Sums `measure` over the strings that a reader sees. */
function sum(value: unknown, measure: (text: string) => number, key = ''): number {
  if (typeof value === 'string') return shown.has(key) ? measure(value) : 0;
  if (Array.isArray(value)) return value.reduce((total: number, one) => total + sum(one, measure, key), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce((total, [name, part]) => total + sum(part, measure, name), 0);
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Everything shown counts once; what `details` and `output` hold counts a second time. */
function planBytes(block: Fields): number {
  const tasks = block.type === 'task_card' ? [block] : Array.isArray(block.tasks) ? block.tasks : [];
  const twice = tasks.reduce((total: number, task: unknown) => {
    return isFields(task) ? total + sum(task.details, bytes) + sum(task.output, bytes) : total;
  }, 0);
  return sum(block, bytes) + twice;
}

/** What fits in each part and is too much in all. */
export function checkSizes(blocks: readonly unknown[], at: string, report: Report): void {
  const known = blocks.filter(isFields);
  const characters = sum(known, (text) => text.length) + known.length * SHOWN_PER_BLOCK;
  if (characters > SHOWN_MAX) {
    report(at, `all blocks together are ${characters}, more than about ${SHOWN_MAX}`, 'msg_blocks_too_long');
  }
  const markdown = known
    .filter((block) => block.type === 'markdown')
    .reduce((total, block) => total + sum(block, (text) => text.length), 0);
  if (markdown > MARKDOWN_MAX) {
    report(at, `markdown blocks must be less than ${MARKDOWN_MAX + 1} characters together`);
  }
  const plans = known.filter((block) => block.type === 'plan' || block.type === 'task_card');
  const weight = plans.reduce((total, block) => total + planBytes(block), 0);
  if (weight > PLAN_BYTES_MAX) {
    report(at, `tasks weigh ${weight} bytes, more than about ${PLAN_BYTES_MAX}`, 'msg_too_long');
  }
}
