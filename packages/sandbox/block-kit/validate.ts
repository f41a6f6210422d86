import { basicBlocks } from './basic.ts';
import { cardBlocks } from './cards.ts';
import { chartBlocks } from './chart.ts';
import { checkCounts } from './counts.ts';
import { checkIds } from './ids.ts';
import { planBlocks } from './plan.ts';
import { boolean, byType, collect, isFields, list, oneOf, shape, string } from './rules.ts';
import type { Problem, Report } from './rules.ts';
import { checkSizes } from './sizes.ts';
import { BLOCKS_MAX, checkSurface, type Surface } from './surfaces.ts';
import { tableBlocks } from './table.ts';
import { plainText } from './text.ts';

export { formatProblem, type Problem } from './rules.ts';

/** chat.update refuses more than this, in UTF-8 bytes; chat.postMessage takes 40,000 characters. */
const UPDATE_TEXT_BYTES_MAX = 4000;
const POST_TEXT_MAX = 40_000;

// Slack: surfaces/modals and reference/methods/chat.postMessage.
const VIEW_BYTES_MAX = 250_000;
const ATTACHMENTS_MAX = 100;

const anyBlock = byType({ ...basicBlocks, ...cardBlocks, ...chartBlocks, ...planBlocks, ...tableBlocks });

/** All that holds for blocks anywhere: their own rules, their surface, their ids, their number. */
function checkBlocks(blocks: unknown, surface: Surface, at: string, report: Report): void {
  if (!Array.isArray(blocks)) return report(at, 'must provide an array', 'invalid_blocks_format');
  if (blocks.length > BLOCKS_MAX[surface]) report(at, `no more than ${BLOCKS_MAX[surface]} items allowed`);
  for (const [i, block] of blocks.entries()) anyBlock(block, `${at}/${i}`, report);
  checkSurface(blocks, surface, at, report);
  checkIds(blocks, at, report);
  checkCounts(blocks, at, report);
}

/** The blocks of a message alone, as `blocks.validate` looks at them. */
export function validateBlocks(blocks: unknown, surface: Surface): Problem[] {
  return collect('invalid_blocks', (report) => {
    checkBlocks(blocks, surface, '/blocks', report);
    if (surface === 'message' && Array.isArray(blocks)) checkSizes(blocks, '/blocks', report);
  });
}

/** A message as an author writes it; every field is checked, none is trusted. */
export type MessageArguments = {
  text?: unknown;
  blocks?: unknown;
  attachments?: unknown;
  metadata?: unknown;
};

/** Attachments may hold blocks of their own, for the coloured bar beside them. */
function checkAttachments(attachments: unknown, report: Report): void {
  if (!Array.isArray(attachments)) return;
  if (attachments.length > ATTACHMENTS_MAX) {
    report('/attachments', `no more than ${ATTACHMENTS_MAX} items allowed`, 'too_many_attachments');
  }
  for (const [i, attachment] of attachments.entries()) {
    if (!isFields(attachment) || attachment.blocks === undefined) continue;
    checkBlocks(attachment.blocks, 'message', `/attachments/${i}/blocks`, (at, message) =>
      report(at, message, 'invalid_attachments'),
    );
  }
}

function isFilled(part: unknown): boolean {
  return typeof part === 'string' || Array.isArray(part)
    ? part.length > 0
    : part !== undefined && part !== null;
}

/**
 * Everything Slack would refuse in the message; the first problem's `error` is the code Slack would answer.
 * `use: 'post'` allows text that could be posted but never updated; the default is the stricter `update`.
 */
export function validateMessage(message: MessageArguments, use: 'post' | 'update' = 'update'): Problem[] {
  const { text, blocks, attachments } = message;
  return collect('invalid_blocks', (report) => {
    if (![text, blocks, attachments].some(isFilled)) report('', 'no text, blocks or attachments', 'no_text');
    if (text !== undefined && typeof text !== 'string')
      report('/text', 'must provide a string', 'invalid_arguments');
    if (typeof text === 'string') {
      const tooLong =
        use === 'post' ? text.length > POST_TEXT_MAX : Buffer.byteLength(text) > UPDATE_TEXT_BYTES_MAX;
      if (tooLong) report('/text', `too long to ${use}`, 'msg_too_long');
    }
    checkAttachments(attachments, report);
    if (blocks === undefined) return;
    checkBlocks(blocks, 'message', '/blocks', report);
    if (Array.isArray(blocks)) checkSizes(blocks, '/blocks', report);
  });
}

const viewParts = {
  callback_id: string({ min: 0, max: 255 }),
  external_id: string({ min: 0, max: 255 }),
  private_metadata: string({ min: 0, max: 3000 }),
};
// The blocks are checked apart, against their surface.
const anyBlocks = list(() => {}, { min: 0 });

const modal = shape(
  { type: oneOf('modal'), title: plainText(24), blocks: anyBlocks },
  {
    ...viewParts,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);
const home = shape({ type: oneOf('home'), blocks: anyBlocks }, viewParts);

/** Everything Slack would refuse in the view. */
export function validateView(view: unknown): Problem[] {
  return collect('invalid_arguments', (report) => {
    byType({ modal, home })(view, '/view', report);
    if (!isFields(view) || !Array.isArray(view.blocks)) return;
    const isHome = view.type === 'home';
    checkBlocks(view.blocks, isHome ? 'home' : 'modal', '/view/blocks', report);
    const asks = view.blocks.some((block) => isFields(block) && block.type === 'input');
    if (!isHome && asks && view.submit === undefined) report('/view', 'missing required field: submit');
    if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES_MAX) {
      report('/view', `must be less than ${VIEW_BYTES_MAX} bytes`, 'view_too_large');
    }
  });
}
