import { isFields, type Fields, type Report } from './rules.ts';

/** The interactive parts of one block with where they are. */
function elementsOf(block: Fields, at: string): { element: Fields; at: string }[] {
  const found: { element: Fields; at: string }[] = [];
  for (const name of ['elements', 'actions']) {
    const part = block[name];
    if (!Array.isArray(part)) continue;
    for (const [i, element] of part.entries()) {
      if (isFields(element)) found.push({ element, at: `${at}/${name}/${i}` });
    }
  }
  for (const name of ['accessory', 'element']) {
    const part = block[name];
    if (isFields(part)) found.push({ element: part, at: `${at}/${name}` });
  }
  return found;
}

/** Slack tells actions apart by block and action id together. */
function checkActionIds(block: Fields, at: string, report: Report): void {
  const seen = new Set<string>();
  for (const part of elementsOf(block, at)) {
    const { action_id: actionId } = part.element;
    if (typeof actionId !== 'string') continue;
    if (seen.has(actionId))
      report(`${part.at}/action_id`, `action_id "${actionId}" already exists in this block`);
    seen.add(actionId);
  }
}

/** `block_id` is unique in the whole payload, `action_id` within its block, one `focus_on_load` at most. */
export function checkIds(blocks: readonly unknown[], at: string, report: Report): void {
  const seen = new Set<string>();
  let focused = 0;
  for (const [i, block] of blocks.entries()) {
    if (!isFields(block)) continue;
    const place = `${at}/${i}`;
    if (typeof block.block_id === 'string') {
      if (seen.has(block.block_id))
        report(`${place}/block_id`, `block_id "${block.block_id}" already exists`);
      seen.add(block.block_id);
    }
    checkActionIds(block, place, report);
    for (const part of elementsOf(block, place)) {
      if (part.element.focus_on_load !== true) continue;
      focused += 1;
      if (focused > 1) report(`${part.at}/focus_on_load`, 'only one element may have focus_on_load');
    }
  }
}
