import { randomBytes } from 'node:crypto';
import type { Block } from './message.ts';

const shortId = (): string => randomBytes(4).toString('base64url').slice(0, 5);

const isElement = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const interactive =
  /^(button|overflow|checkboxes|radio_buttons|.*_select|.*picker|.*_input|feedback_buttons|icon_button)$/;

function withActionId(element: unknown): unknown {
  if (!isElement(element) || typeof element.type !== 'string' || !interactive.test(element.type))
    return element;
  return { ...element, action_id: element.action_id ?? shortId() };
}

/** Slack fills in the ids a sender left out, so that every interaction can name its block and action. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    const filled: Block = { ...block, block_id: block.block_id ?? shortId() };
    if (Array.isArray(block.elements)) filled.elements = block.elements.map(withActionId);
    if (block.accessory !== undefined) filled.accessory = withActionId(block.accessory);
    if (block.type === 'input') filled.element = withActionId(block.element);
    if (Array.isArray(block.actions)) filled.actions = block.actions.map(withActionId);
    if (Array.isArray(block.child_blocks)) filled.child_blocks = withIds(block.child_blocks as Block[]);
    if (block.type === 'carousel' && Array.isArray(block.elements)) {
      filled.elements = withIds(block.elements as Block[]);
    }
    return filled;
  });
}

/** The interactive elements of a block, containers and carousels opened. */
export function elementsOf(block: Block): { block_id: string; element: Record<string, unknown> }[] {
  const nested = [block.child_blocks, block.type === 'carousel' ? block.elements : undefined]
    .filter((part): part is Block[] => Array.isArray(part))
    .flat();
  const own = [block.elements, block.actions, [block.accessory], [block.element]]
    .filter((part): part is unknown[] => Array.isArray(part))
    .flat()
    .filter(isElement)
    .filter((element) => typeof element.action_id === 'string');
  const blockId = String(block.block_id);
  return [...own.map((element) => ({ block_id: blockId, element })), ...nested.flatMap(elementsOf)];
}
