import type { KnownBlock } from '@slack/types';
import { shorten, shortenEscaped } from './escape.ts';
import type { Form } from './block-fallbacks.ts';

/** Slack's limits (docs.slack.dev, Block Kit reference), where a message of ours could reach them. */
export const limits = {
  /** chat.update refuses more, in UTF-8 bytes. */
  textBytes: 3900,
  blocks: 50,
  section: 3000,
  header: 150,
  buttonText: 75,
  buttonValue: 2000,
  tasks: 50,
  /** Undocumented: all that is shown, plus 100 a block, must stay under about 13,200 characters. */
  shown: 13_000,
  shownPerBlock: 100,
  /** Undocumented: a plan's titles once, outputs twice. */
  planBytes: 10_000,
} as const;

/** The last guard before Slack: whatever a card did, no message is refused for its size. */
export function fitBody(text: string, blocks: Form): { text: string; blocks: Form } {
  const fitted = fitText(text);
  if (blocks === undefined) return { text: fitted, blocks };
  const short = blocks.map(fitBlock);
  const weights = short.map((block) => shownIn(block) + limits.shownPerBlock);
  const fits = (count: number, reserved: number): boolean =>
    count <= limits.blocks - Math.sign(reserved) &&
    weights.slice(0, count).reduce((sum, one) => sum + one, reserved) <= limits.shown;
  if (fits(short.length, 0)) return { text: fitted, blocks: short };
  // Something must say that there was more, and needs room itself.
  const moreWeight = more.length + limits.shownPerBlock;
  const count = short.findLastIndex((_block, i) => fits(i + 1, moreWeight)) + 1;
  return { text: fitted, blocks: [...short.slice(0, count), moreBlock] };
}

const more = '… _shortened: Slack takes no longer message_';
const moreBlock: KnownBlock = { type: 'context', elements: [{ type: 'mrkdwn', text: more }] };

function fitText(text: string): string {
  let fitted = shortenEscaped(text, limits.textBytes);
  while (bytesOf(fitted) > limits.textBytes) fitted = shortenEscaped(fitted, Math.floor(fitted.length * 0.9));
  return fitted === '' ? '…' : fitted;
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function fitBlock(block: KnownBlock): KnownBlock {
  if (block.type === 'section' && block.text !== undefined) {
    const text = block.text.text === '' ? '…' : shortenEscaped(block.text.text, limits.section);
    return { ...block, text: { ...block.text, text } };
  }
  if (block.type === 'header') {
    return { ...block, text: { ...block.text, text: shorten(block.text.text, limits.header) } };
  }
  if (block.type === 'context') {
    const elements = block.elements
      .slice(0, 10)
      .map((element) =>
        'text' in element ? { ...element, text: shortenEscaped(element.text, 3000) } : element,
      );
    return { ...block, elements };
  }
  return block;
}

const shownKeys = new Set(['text', 'title', 'alt_text', 'label', 'description', 'name']);

/** Characters that a reader sees. */
function shownIn(value: unknown, key = ''): number {
  if (typeof value === 'string') return shownKeys.has(key) ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + shownIn(one, key), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, part]) => sum + shownIn(part, name), 0);
}
