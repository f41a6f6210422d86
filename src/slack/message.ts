import type { KnownBlock } from '@slack/types';

/**
 * The content that a message should show now. Blocks and text are always both sent: text is what a screen reader and
 * a phone's notice get.
 */
export type MessageBody = {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** Plainer blocks for when Slack refuses `blocks`, best first; after them comes `text` alone. */
  readonly plainer?: readonly (readonly KnownBlock[])[];
  /** More is to come: an edit that may be left out when Slack's limits are near. */
  readonly passing?: boolean;
  /** Also shown in the channel; only the first post can do that. */
  readonly broadcast?: boolean;
};

/** A file in a thread: posted once, never edited. */
export type FileBody = {
  readonly filename: string;
  readonly title: string;
  readonly content: string;
  /** The content is SVG; what is uploaded is its PNG. */
  readonly isDrawing?: boolean;
  /** The description of a picture for a screen reader. */
  readonly altText?: string;
};

/** The place of a message. */
export type MessagePlace = {
  readonly channel: string;
  /** The id of the message whose thread it belongs to, posted or not yet. */
  readonly parent?: string;
  readonly threadTs?: string;
  /** The person to tell, in private, when the channel cannot be posted in. */
  readonly otherwise?: { readonly user: string; readonly body: MessageBody };
};

export function isFile(body: MessageBody | FileBody): body is FileBody {
  return 'filename' in body;
}

/** Messages of one thread are sent in order; those of different threads do not wait for each other. */
export function threadOf(id: string, place: MessagePlace): string {
  return `${place.channel}/${place.threadTs ?? place.parent ?? id}`;
}
