import type { Workspace } from '#sandbox/workspace/workspace.ts';

/** What Slack says of a message that is too large or not built as it wants; the ladder would hide it from a test. */
const shapes = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'view_too_large',
]);

/** Throws when the product sent what Slack would refuse for its form, however well it went on from there. */
export function checkShapes(workspace: Pick<Workspace, 'calls' | 'faults'>): void {
  const bad = workspace
    .calls()
    .filter(({ error, fault }) => fault === undefined && error !== undefined && shapes.has(error));
  if (bad.length === 0 || workspace.faults.refusedBlocks.size > 0) return;
  const told = bad.map(
    ({ method, error, args }) => `${method}: ${error} ${JSON.stringify(args).slice(0, 500)}`,
  );
  throw new Error(`Slack would have refused ${bad.length} calls for their form:\n${told.join('\n')}`);
}
