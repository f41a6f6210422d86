import type { KnownBlock } from '@slack/types';

/** What a message should show now. Blocks and text are always both sent: text is what a screen reader and a phone's notice get. */
export type MessageBody = {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** Also shown in the channel; only the first post can do that. */
  readonly broadcast?: boolean;
};

/** Where a message lives. `parent` is the id of the message whose thread it belongs to, posted or not yet. */
export type MessagePlace = { readonly channel: string; readonly parent?: string; readonly threadTs?: string };
