import type { Confirm } from '../protocol.ts';
import { Dialog } from '../dialog.tsx';
import { Label, TextOf } from './rich.tsx';

interface Props {
  confirm: Confirm;
  onYes: () => void;
  onNo: () => void;
}

/** Asked before an action is sent; nothing has happened yet when it opens. */
export function ConfirmDialog({ confirm, onYes, onNo }: Props) {
  return (
    <Dialog label={confirm.title?.text ?? 'Are you sure?'} className="confirm" onClose={onNo}>
      <h2>
        <Label text={confirm.title ?? { type: 'plain_text', text: 'Are you sure?' }} />
      </h2>
      <TextOf text={confirm.text} />
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onNo}>
          <Label text={confirm.deny ?? { type: 'plain_text', text: 'Cancel' }} />
        </button>
        <button
          type="button"
          className={`button ${confirm.style ?? 'primary'}`}
          data-autofocus
          onClick={onYes}
        >
          <Label text={confirm.confirm ?? { type: 'plain_text', text: 'Yes' }} />
        </button>
      </div>
    </Dialog>
  );
}
