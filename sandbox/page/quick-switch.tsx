import { useEffect, useState } from 'react';
import { Dialog } from './dialog.tsx';
import type { Channel } from './protocol.ts';
import { botOf, useScreen } from './screen.ts';

/** Ctrl+K or ⌘K: go to a channel by name. */
export function QuickSwitch({ channels }: { channels: Channel[] }) {
  const { workspace, openChannel } = useScreen();
  const [query, setQuery] = useState<string>();
  const [active, setActive] = useState(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setActive(0);
      setQuery('');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  if (query === undefined) return null;

  const nameOf = (channel: Channel) =>
    channel.kind === 'dm' ? (botOf(workspace)?.name ?? channel.name) : `#${channel.name}`;
  const found = channels.filter((channel) => nameOf(channel).toLowerCase().includes(query.toLowerCase()));
  const go = (channel: Channel | undefined) => {
    if (channel) openChannel(channel.id);
    setQuery(undefined);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') go(found[active]);
    else if (step !== 0 && found.length > 0) setActive((active + step + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="Go to a channel" className="quick-switch" onClose={() => setQuery(undefined)}>
      <input
        className="text-input"
        aria-label="Go to a channel"
        placeholder="Go to…"
        value={query}
        onChange={(event) => {
          setActive(0);
          setQuery(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" aria-label="Channels">
        {found.map((channel, at) => (
          <button
            key={channel.id}
            type="button"
            role="option"
            aria-selected={at === active}
            onClick={() => go(channel)}
          >
            {nameOf(channel)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
