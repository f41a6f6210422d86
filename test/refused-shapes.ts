import type { Workspace } from '@resus/sandbox';

type Call = ReturnType<Workspace['calls']>[number];

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

/** What carries words; a screen reader and a phone's notice get the text, never the blocks. */
const saying = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.update', 'response_url']);

/**
 * Throws when the product sent what Slack would refuse for its form, however well it went on from there, a message
 * without a text that says it, an answer to a click in a thread that would not stand there, or more than Slack takes.
 */
export function checkShapes(workspace: Pick<Workspace, 'calls' | 'faults'>): void {
  const calls = workspace.calls().filter(({ fault }) => fault === undefined);
  const mute = calls.filter(({ method, args }) => saying.has(method) && isMute(args));
  if (mute.length > 0) throw new Error(`${mute.length} messages have no text:\n${told(mute)}`);
  const lost = calls.filter(
    ({ method, args, clickedIn }) => method === 'response_url' && clickedIn !== args['thread_ts'],
  );
  if (lost.length > 0)
    throw new Error(`${lost.length} answers stand outside of their thread:\n${told(lost)}`);
  const limited = calls.filter(({ status }) => status === 429);
  if (limited.length > 0)
    throw new Error(`${limited.length} calls came faster than Slack takes them:\n${told(limited)}`);
  const bad = calls.filter(({ error }) => error !== undefined && shapes.has(error));
  if (bad.length === 0 || workspace.faults.refusedBlocks.size > 0) return;
  throw new Error(`Slack would have refused ${bad.length} calls for their form:\n${told(bad)}`);
}

/** Two letters in a row: a sign or a number alone says nothing. */
function isMute({ text, delete_original: isDeleting }: Call['args']): boolean {
  return isDeleting === undefined && !(typeof text === 'string' && /\p{L}{2}/u.test(text));
}

function told(calls: readonly Call[]): string {
  return calls
    .map(({ method, error = '', args }) => `${method}: ${error} ${JSON.stringify(args).slice(0, 500)}`)
    .join('\n');
}
