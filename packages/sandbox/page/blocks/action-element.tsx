import { useState } from 'react';
import type { Block, Confirm } from '../protocol.ts';
import { ButtonElement } from './button-element.tsx';
import { ChoiceElement } from './choice-element.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { FeedbackButtons } from './feedback-buttons.tsx';
import { OverflowElement } from './overflow-element.tsx';
import { SelectElement } from './select-element.tsx';
import { SuggestElement } from './suggest-element.tsx';
import { actionIdOf, useSurface } from './surface.ts';
import { TextElement } from './text-element.tsx';

export interface ElementProps {
  element: Block;
  isBusy: boolean;
  labelledBy?: string;
  /** Tells the bot, after the confirm dialog when the element has one. */
  fire: (fields: object) => void;
}

interface Props {
  element: Block;
  blockId: string;
  /** An element of an input block only holds a value, unless the block asks to dispatch its actions. */
  isSilent?: boolean;
  labelledBy?: string;
}

/** One interactive element with everything that is the same for all: confirm, waiting, a visible failure. */
export function ActionElement({ element, blockId, isSilent = false, labelledBy }: Props) {
  const surface = useSurface();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [asking, setAsking] = useState<object>();
  const confirm = element.confirm as Confirm | undefined;

  const send = async (fields: object) => {
    setAsking(undefined);
    setBusy(true);
    const result = await surface.click(blockId, element, fields);
    setBusy(false);
    setError(result.ok ? undefined : (result.error ?? 'unknown_error'));
  };
  const fire = (fields: object) => {
    if (isSilent) return;
    if (confirm) setAsking(fields);
    else void send(fields);
  };

  return (
    <span className="element">
      <ElementOf
        element={element}
        blockId={blockId}
        isBusy={isBusy}
        fire={fire}
        {...(labelledBy ? { labelledBy } : {})}
      />
      {error && (
        <span className="element-error" role="alert">
          ⚠ The app did not take this action: {error}
        </span>
      )}
      {asking && confirm && (
        <ConfirmDialog confirm={confirm} onYes={() => void send(asking)} onNo={() => setAsking(undefined)} />
      )}
    </span>
  );
}

function ElementOf(props: ElementProps & { blockId: string }) {
  const { element } = props;
  switch (element.type) {
    case 'button':
    case 'workflow_button':
    case 'icon_button':
      return <ButtonElement {...props} />;
    case 'overflow':
      return <OverflowElement {...props} />;
    case 'feedback_buttons':
      return <FeedbackButtons {...props} />;
    case 'external_select':
    case 'multi_external_select':
      return <SuggestElement {...props} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return <SelectElement {...props} />;
    case 'radio_buttons':
    case 'checkboxes':
    case 'multi_static_select':
      return <ChoiceElement {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
    case 'rich_text_input':
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <TextElement {...props} />;
    default:
      return (
        <span className="muted">
          This page cannot draw a “{element.type}” ({actionIdOf(element)}).
        </span>
      );
  }
}
