import { useEffect, useState } from 'react';
import { Dialog } from './dialog.tsx';
import type { Channel } from './protocol.ts';
import { findMessages } from './find-messages.ts';
import { botOf, personOf, useScreen } from './screen.ts';
import { timeOf } from './timeline.ts';

/** What the top bar's button says. */
export const searchEvent = 'sandbox-search';

/** Ctrl+K, ⌘K or the top bar's button: go to a channel by name, or to a message by its words. */
export function QuickSwitch({ channels }: { channels: Channel[] }) {
  const { workspace, openChannel, openThread } = useScreen();
  const [query, setQuery] = useState<string>();
  const [active, setActive] = useState(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setActive(0);
      setQuery('');
    };
    const onSearch = () => {
      setActive(0);
      setQuery('');
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener(searchEvent, onSearch);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener(searchEvent, onSearch);
    };
  }, []);
  if (query === undefined) return null;

  const nameOf = (channel: Channel) =>
    channel.kind === 'dm' ? (botOf(workspace)?.name ?? channel.name) : `#${channel.name}`;
  const found = channels.filter((channel) => nameOf(channel).toLowerCase().includes(query.toLowerCase()));
  const said = findMessages(
    workspace.messages,
    channels.map(({ id }) => id),
    query,
  );
  const count = found.length + said.length;
  const go = (at: number) => {
    const channel = found[at];
    const message = said[at - found.length];
    if (channel) openChannel(channel.id);
    else if (message) {
      openChannel(message.channel);
      openThread(message.thread_ts ?? message.ts);
    }
    setQuery(undefined);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') go(active);
    else if (step !== 0 && count > 0) setActive((active + step + count) % count);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="Search" className="quick-switch" onClose={() => setQuery(undefined)}>
      <input
        className="text-input"
        aria-label="Channel, or words of a message"
        placeholder="Go to a channel, or search messages"
        value={query}
        onChange={(event) => {
          setActive(0);
          setQuery(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" aria-label="Found">
        {found.map((channel, at) => (
          <button
            key={channel.id}
            type="button"
            role="option"
            aria-selected={at === active}
            onClick={() => go(at)}
          >
            {nameOf(channel)}
          </button>
        ))}
        {said.map((message, i) => (
          <button
            key={message.ts}
            type="button"
            role="option"
            data-testid="found-message"
            aria-selected={found.length + i === active}
            onClick={() => go(found.length + i)}
          >
            <b>{personOf(workspace, message.user).name}</b>{' '}
            <span className="muted">{timeOf(message.ts)}</span> {message.text.slice(0, 120)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
