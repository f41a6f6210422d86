import { useId, useRef, useState } from 'react';
import { CompletionList } from './completion-list.tsx';
import { type CompletionItem, completionAt, usageOf } from './completion.ts';
import type { Channel } from './protocol.ts';
import { useScreen } from './screen.ts';
import { sendTyped } from './send-typed.ts';
import { ShortcutMenu } from './shortcut-menu.tsx';

interface Props {
  channel: Channel;
  threadTs?: string;
  testId: string;
  placeholder: string;
}

/** Where a person types: messages, commands and mentions. Enter sends, Shift+Enter breaks the line. */
export function Composer({ channel, threadTs, testId, placeholder }: Props) {
  const { workspace, me } = useScreen();
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const found =
    dismissed === text ? undefined : completionAt(text, cursor, workspace.commands, workspace.people);
  const usage = found ? undefined : usageOf(text, workspace.commands);

  const type = (next: string, at: number) => {
    setText(next);
    setCursor(at);
    setActive(0);
  };
  const complete = (item: CompletionItem | undefined) => {
    if (!found || !item) return;
    const next = text.slice(0, found.from) + item.insert + text.slice(cursor).trimStart();
    type(next, found.from + item.insert.length);
    box.current?.focus();
  };
  const send = () => {
    if (text.trim() === '') return;
    void sendTyped({ typed: text.trim(), me, channel, threadTs, workspace });
    type('', 0);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    // Enter that ends the composition of a character (Japanese, Chinese) is not meant for us.
    if (event.nativeEvent.isComposing) return;
    if (found && onCompletionKey(event)) return event.preventDefault();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  /** Whether the key was meant for the list. A command that is typed in full is sent by Enter, not completed again. */
  const onCompletionKey = ({ key }: React.KeyboardEvent): boolean => {
    const count = found?.items.length ?? 0;
    const item = found?.items[active];
    if (key === 'ArrowDown') setActive((active + 1) % count);
    else if (key === 'ArrowUp') setActive((active + count - 1) % count);
    else if (key === 'Escape') setDismissed(text);
    else if (key === 'Tab') complete(item);
    else if (key === 'Enter' && item?.insert.trimEnd() !== text.slice(found?.from).trim()) complete(item);
    else return false;
    return true;
  };

  return (
    <div className="composer">
      {found && <CompletionList id={listId} items={found.items} active={active} onPick={complete} />}
      {usage && (
        <p className="usage">
          <b>{usage.command}</b> {usage.usage_hint} <span className="muted">{usage.description}</span>
        </p>
      )}
      <div className="composer-box">
        <textarea
          ref={box}
          rows={Math.min(8, text.split('\n').length)}
          aria-label={`${placeholder} as ${me.name}`}
          placeholder={`${placeholder} as ${me.name}`}
          data-testid={testId}
          aria-haspopup="listbox"
          aria-controls={found ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={found ? `${listId}-${active}` : undefined}
          value={text}
          onChange={(event) => type(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {threadTs === undefined && <ShortcutMenu channelId={channel.id} />}
        <button type="button" className="send" aria-label="Send" disabled={text.trim() === ''} onClick={send}>
          ➤
        </button>
      </div>
    </div>
  );
}
