import { richText } from './rich-text.ts';
import { also, boolean, isFields, list, oneOf, shape, string, type Rule } from './rules.ts';
import { id, url } from './text.ts';

/** A task's icon is one of Slack's built-in names; these are the ones seen accepted. */
const icon = shape({
  type: oneOf('icon'),
  name: oneOf('globe', 'book', 'map', 'code', 'comment', 'folder', 'cube', 'image'),
});

const taskParts = {
  details: richText,
  output: richText,
  sources: list(shape({ type: oneOf('url'), url, text: string() })),
  status: oneOf('pending', 'in_progress', 'complete', 'error'),
  icon,
  block_id: id,
};

// Slack: reference/block-kit/blocks/task-card-block and plan-block. `completed` is not a status.
const taskCard = shape({ type: oneOf('task_card'), task_id: id, title: string() }, taskParts);

/** Inside a plan the type may be left out. */
const plannedTask = shape({ task_id: id, title: string() }, { type: oneOf('task_card'), ...taskParts });

/** Slack: reference/block-kit/blocks/plan-block. */
const TASKS_MAX = 50;

/** The title is plain text without an object around it, unlike any other. */
const plan = also(
  shape(
    { type: oneOf('plan'), title: string() },
    { block_id: id, tasks: list(plannedTask, { min: 0, max: TASKS_MAX }), hide_title: boolean },
  ),
  (fields, at, report) => {
    const seen = new Set<unknown>();
    for (const [i, task] of (Array.isArray(fields.tasks) ? fields.tasks : []).entries()) {
      if (!isFields(task)) continue;
      if (seen.has(task.task_id)) {
        report(`${at}/tasks/${i}/task_id`, `task_id "${String(task.task_id)}" already exists`);
      }
      seen.add(task.task_id);
    }
  },
);

export const planBlocks: Record<string, Rule> = { plan, task_card: taskCard };
