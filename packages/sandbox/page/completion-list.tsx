import { useEffect, useRef } from 'react';
import type { CompletionItem } from './completion.ts';

interface Props {
  id: string;
  items: CompletionItem[];
  active: number;
  onPick: (item: CompletionItem) => void;
}

/** What can be completed. The focus stays in the text; the composer moves the active one by its keys. */
export function CompletionList({ id, items, active, onPick }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers return a promise here, which React would take for a clean-up function.
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={id} role="listbox" className="completion" aria-label="Suggestions">
      {items.map((item, at) => (
        <div
          key={item.insert}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          onMouseDown={(event) => {
            // Not click: that would take the focus from the text being typed.
            event.preventDefault();
            onPick(item);
          }}
        >
          <b>{item.title}</b>
          <span className="muted">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
