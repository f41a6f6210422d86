import { useState } from 'react';
import { BlocksView } from './blocks/blocks-view.tsx';
import { missingInputs } from './blocks/element-value.ts';
import { Label } from './blocks/rich.tsx';
import { SurfaceContext } from './blocks/surface.ts';
import { useBlockSurface } from './block-surface.ts';
import { Dialog } from './dialog.tsx';
import type { View } from './protocol.ts';
import { useScreen } from './screen.ts';
import { act } from './server-link.ts';

/** The open views of the person acting; only the top one is shown, as in Slack. */
export function ModalStack() {
  const { workspace, me } = useScreen();
  const stack = workspace.views[me.id] ?? [];
  const top = stack.at(-1);
  return top ? <Modal key={top.id} view={top} depth={stack.length} /> : null;
}

/** What was entered lives as long as the view's id, so an update by the app keeps it, as in Slack. */
function Modal({ view, depth }: { view: View; depth: number }) {
  const { me } = useScreen();
  const { surface, values, setErrors } = useBlockSurface({ view_id: view.id }, view.blocks);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const close = async () => {
    const result = await act(me.id, 'close', { view_id: view.id });
    if (!result.ok) setProblem(`This view could not be closed: ${result.error ?? 'unknown_error'}`);
  };
  const submit = async () => {
    const missing = missingInputs(view.blocks, values);
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    const result = await act(me.id, 'submit', { view_id: view.id, values });
    setBusy(false);
    setErrors(result.errors ?? {});
    const hasFieldErrors = Object.keys(result.errors ?? {}).length > 0;
    setProblem(
      result.ok || hasFieldErrors
        ? undefined
        : `We had some trouble connecting (${result.error ?? 'unknown_error'}). Try again?`,
    );
  };
  return (
    <Dialog label={view.title?.text ?? 'View'} className="modal" onClose={() => void close()}>
      <form
        noValidate
        data-testid="modal"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header>
          <h2>
            <Label text={view.title} />
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label={depth > 1 ? 'Back' : 'Close'}
            onClick={() => void close()}
          >
            {depth > 1 ? '←' : '✕'}
          </button>
        </header>
        <div className="modal-body">
          {problem && (
            <p className="alert alert-error" role="alert">
              {problem}
            </p>
          )}
          <SurfaceContext value={surface}>
            <BlocksView blocks={view.blocks} />
          </SurfaceContext>
        </div>
        <footer className="dialog-buttons">
          <button type="button" className="button" onClick={() => void close()}>
            <Label text={view.close ?? { type: 'plain_text', text: 'Close' }} />
          </button>
          {view.submit && (
            <button type="submit" className="button primary" disabled={isBusy} aria-busy={isBusy}>
              {isBusy && <span className="spinner" aria-hidden="true" />}
              <Label text={view.submit} />
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
