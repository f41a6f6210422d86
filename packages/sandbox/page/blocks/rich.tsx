import { createContext, memo, type ReactNode, useContext } from 'react';
import {
  type Block as LibraryBlock,
  Message as LibraryMessage,
  type MessageProps,
} from 'slack-blocks-to-jsx';
import type { Block, TextObject } from '../protocol.ts';
import { richElements } from './mrkdwn.ts';
import { safeUrl, withSafeUrls } from './safe-url.ts';
import { statusEmoji } from './status-emoji.tsx';

export interface Names {
  users: { id: string; name: string }[];
  channels: { id: string; name: string }[];
  user_groups: { id: string; name: string }[];
}

export interface Look {
  names: Names;
  theme: 'light' | 'dark';
}

/** Who the ids in a text are, and the theme: the same for every block of the page. */
export const LookContext = createContext<Look>({
  names: { users: [], channels: [], user_groups: [] },
  theme: 'light',
});

const hooks: NonNullable<MessageProps['hooks']> = {
  link: ({ href, children }) => <OutsideLink url={href}>{children}</OutsideLink>,
  // The library drops the colons of a name it does not know; what was sent is shown instead.
  emoji: (emoji, parse) => {
    const status = statusEmoji(emoji.name);
    if (status) return status;
    const drawn = parse(emoji);
    return drawn === emoji.name || drawn === '' ? `:${emoji.name}:` : drawn;
  },
};

export function OutsideLink({ url, children }: { url: string; children: ReactNode }) {
  const href = safeUrl(url);
  if (href === undefined) return <span title="This address cannot be opened from here">{children}</span>;
  const own = ownMessage(href);
  if (own !== undefined) return <a href={own}>{children}</a>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** A message of this workspace is gone to in this page, as in Slack: whoever acts as somebody stays that person. */
function ownMessage(href: string): string | undefined {
  const { origin, pathname } = new URL(href, location.href);
  const [, channel, seconds, rest] = /^\/archives\/([A-Z0-9]+)\/p(\d{6,})(\d{6})$/.exec(pathname) ?? [];
  return origin === location.origin && channel !== undefined ? `#${channel}/${seconds}.${rest}` : undefined;
}

/** Blocks drawn by the library. Addresses are checked first. */
export const LibraryBlocks = memo(function LibraryBlocks({ blocks }: { blocks: Block[] }) {
  const { names, theme } = useContext(LookContext);
  return (
    <LibraryMessage
      withoutWrapper
      name=""
      logo=""
      theme={theme}
      data={names}
      hooks={hooks}
      blocks={withSafeUrls(blocks) as unknown as LibraryBlock[]}
    />
  );
});

export const RichText = memo(function RichText({ text, isMrkdwn }: { text: string; isMrkdwn: boolean }) {
  if (text === '') return null;
  return <LibraryBlocks blocks={[{ type: 'rich_text', elements: richElements(text, isMrkdwn) }]} />;
});

/** A text object as flowing content. */
export function TextOf({ text }: { text: TextObject | undefined }) {
  if (typeof text?.text !== 'string') return null;
  return <RichText text={text.text} isMrkdwn={text.type === 'mrkdwn'} />;
}

/** A label inside a button or option, where only plain text and emoji belong. */
export function Label({ text }: { text: TextObject | undefined }) {
  if (typeof text?.text !== 'string') return null;
  if (/^[\x20-\x7E]*$/.test(text.text) && !/:[a-z0-9_+-]+:/.test(text.text)) return text.text;
  return (
    <span className="inline-label">
      <RichText text={text.text} isMrkdwn={false} />
    </span>
  );
}
