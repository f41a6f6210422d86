import { isFields, type Report } from './rules.ts';

/** The places of blocks of these types. */
function having(blocks: readonly unknown[], ...types: string[]): number[] {
  return [...blocks.entries()].flatMap(([i, block]) =>
    isFields(block) && types.includes(String(block.type)) ? [i] : [],
  );
}

/** How many blocks of a kind one message may hold, and which may not stand together. */
export function checkCounts(blocks: readonly unknown[], at: string, report: Report): void {
  const plans = having(blocks, 'plan');
  for (const i of plans.slice(1)) report(`${at}/${i}`, 'Cannot have more than 1 plan block');
  if (plans.length > 0) {
    for (const i of having(blocks, 'task_card')) {
      report(`${at}/${i}`, 'Cannot have both plan and task_card blocks');
    }
  }
  for (const i of having(blocks, 'table', 'data_table').slice(1)) {
    report(`${at}/${i}`, 'only_one_table_allowed', 'invalid_attachments');
  }
  for (const i of having(blocks, 'data_visualization').slice(2)) {
    report(`${at}/${i}`, 'no more than 2 data_visualization blocks allowed');
  }
  const tasks = having(blocks, 'task_card').map(
    (i) => [i, (blocks[i] as { task_id?: unknown }).task_id] as const,
  );
  const seen = new Set<unknown>();
  for (const [i, taskId] of tasks) {
    if (seen.has(taskId)) report(`${at}/${i}/task_id`, `task_id "${String(taskId)}" already exists`);
    seen.add(taskId);
  }
}
