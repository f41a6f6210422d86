import { formatProblem, type Problem, validateMessage } from '../../block-kit/validate.ts';
import type { Desk } from '../desk.ts';
import type { Block, Message, Metadata } from '../talk/message.ts';
import { type Args, Refusal } from './method.ts';

// Slack: reference/methods/chat.postMessage; the size of metadata is from its errors list.
const MARKDOWN_TEXT_MAX = 12_000;
const METADATA_BYTES_MAX = 16_000;

/** What an author decides about a message; the rest is Slack's. */
export type Draft = Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata'>;

/** Slack answers with one error code: that of the first problem, with all places where it holds. */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  const named = problems.filter((problem) => problem.error === first.error);
  throw new Refusal(first.error, named.map(formatProblem));
}

/** Refuses block types that a fault turned off, anywhere in the payload, as a workspace without them would. */
export function refuseTurnedOff(desk: Desk, blocks: readonly Block[], at: string): void {
  const found = blocks.findIndex((block) => desk.faults.refusedBlocks.has(block.type));
  if (found < 0) return;
  const pointer = `${at}/${found}/type`;
  refuseProblems([{ error: 'invalid_blocks', message: `unsupported type: ${blocks[found]?.type}`, pointer }]);
}

function readMetadata(args: Args): Metadata | undefined {
  const metadata = args.json('metadata', 'invalid_metadata_format') as Partial<Metadata> | undefined;
  if (metadata === undefined) return undefined;
  const isWhole =
    typeof metadata?.event_type === 'string' &&
    typeof metadata.event_payload === 'object' &&
    metadata.event_payload !== null;
  if (!isWhole) throw new Refusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES_MAX)
    throw new Refusal('metadata_too_large');
  return metadata as Metadata;
}

function markdownBlocks(args: Args): Block[] | undefined {
  const markdown = args.findString('markdown_text');
  if (markdown === undefined) return undefined;
  if (args.has('text') || args.has('blocks')) throw new Refusal('markdown_text_conflict');
  if (markdown.length > MARKDOWN_TEXT_MAX) throw new Refusal('msg_too_long');
  return [{ type: 'markdown', text: markdown }];
}

/** What a message's author sent, checked as Slack checks it. */
export function readDraft(args: Args, desk: Desk, use: 'post' | 'update'): Draft {
  const blocks = (markdownBlocks(args) ?? args.json('blocks', 'invalid_blocks_format')) as
    | Block[]
    | undefined;
  const attachments = args.json('attachments', 'invalid_attachments') as unknown[] | undefined;
  const text = args.findString('text');
  refuseProblems(validateMessage({ text, blocks, attachments }, use));
  if (blocks) refuseTurnedOff(desk, blocks, '/blocks');
  const metadata = readMetadata(args);
  return {
    text: text ?? '',
    ...(blocks && blocks.length > 0 && { blocks }),
    ...(attachments && attachments.length > 0 && { attachments }),
    ...(metadata && { metadata }),
  };
}
