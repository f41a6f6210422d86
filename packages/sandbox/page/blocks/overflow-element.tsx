import { useEffect, useRef, useState } from 'react';
import type { Option } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { optionsOf } from './element-value.ts';
import { Label } from './rich.tsx';
import { safeUrl } from './safe-url.ts';

/** The three dots: a menu by the ARIA pattern, moved through by arrow keys and left by Escape. */
export function OverflowElement({ element, isBusy, fire }: ElementProps) {
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) menu.current?.querySelector('button')?.focus();
  }, [isOpen]);

  const choose = (option: Option) => {
    setOpen(false);
    const url = safeUrl(option.url);
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    fire({ selected_option: option });
  };
  return (
    <div
      className="overflow"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => moveFocus(event, menu.current, () => setOpen(false))}
    >
      <button
        type="button"
        className="button overflow-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label="More actions"
        disabled={isBusy}
        data-action={element.action_id}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <div ref={menu} role="menu" className="menu">
          {optionsOf(element).map((option) => (
            <button key={option.value} type="button" role="menuitem" onClick={() => choose(option)}>
              <Label text={option.text} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(event: React.KeyboardEvent, menu: HTMLElement | null, close: () => void) {
  if (event.key === 'Escape' && menu) {
    event.stopPropagation();
    close();
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !menu) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll('button')];
  const at = items.findIndex((item) => item === document.activeElement);
  items.at((at + step) % items.length)?.focus();
}
