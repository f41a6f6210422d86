import { useId } from 'react';
import type { Block, TextObject } from '../protocol.ts';
import { ActionElement } from './action-element.tsx';
import { Label, TextOf } from './rich.tsx';
import { useSurface } from './surface.ts';

/** A labelled field of a form, its error under it until it is changed. */
export function InputBlock({ block, blockId }: { block: Block; blockId: string }) {
  const labelId = useId();
  const error = useSurface().errors[blockId];
  return (
    <div className={`input ${error ? 'has-error' : ''}`}>
      <div id={labelId} className="input-label">
        <Label text={block.label as TextObject} />
        {block.optional === true && <span className="muted"> (optional)</span>}
      </div>
      <ActionElement
        element={block.element as Block}
        blockId={blockId}
        isSilent={block.dispatch_action !== true}
        labelledBy={labelId}
      />
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {block.hint ? (
        <div className="hint">
          <TextOf text={block.hint as TextObject} />
        </div>
      ) : null}
    </div>
  );
}
