import { type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

interface Props {
  label: string;
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's own modal dialog: it traps focus, dims the page, gives focus back, and Escape closes it. */
export function Dialog({ label, className = '', onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-autofocus], input, textarea, select')?.focus();
    return () => dialog?.close();
  }, []);
  // A portal, so that a dialog opened from a message is not cut off by the scrolling list around it.
  return createPortal(
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-label={label}
      onCancel={(event) => {
        // Closing is the owner's decision: a modal tells the bot first.
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-box">{children}</div>
    </dialog>,
    document.body,
  );
}
