import { useState } from 'react';
import { Dialog } from './dialog.tsx';
import { notice } from './page-store.ts';
import { useScreen } from './screen.ts';
import { act } from './server-link.ts';

/** The app's shortcuts that are not about a message: Slack keeps them behind the composer's lightning. */
export function ShortcutMenu({ channelId }: { channelId: string }) {
  const { workspace, me } = useScreen();
  const [isOpen, setOpen] = useState(false);
  const offered = (workspace.shortcuts ?? []).filter(({ type }) => type === 'global');
  if (offered.length === 0) return null;
  const run = async (callbackId: string) => {
    setOpen(false);
    const done = await act(me.id, 'shortcut', { callback_id: callbackId });
    if (!done.ok)
      notice(me.id, channelId, `The shortcut failed: ${done.error ?? 'unknown_error'}`, undefined);
  };
  return (
    <>
      <button type="button" className="icon-button" aria-label="Shortcuts" onClick={() => setOpen(true)}>
        ⚡
      </button>
      {isOpen && (
        <Dialog label="Shortcuts" className="quick-switch" onClose={() => setOpen(false)}>
          {offered.map(({ callback_id: id, name }, at) => (
            <button
              key={id}
              type="button"
              role="option"
              aria-selected={at === 0}
              data-autofocus={at === 0 ? '' : undefined}
              data-testid={`shortcut-${id}`}
              onClick={() => void run(id)}
            >
              {name}
            </button>
          ))}
        </Dialog>
      )}
    </>
  );
}
