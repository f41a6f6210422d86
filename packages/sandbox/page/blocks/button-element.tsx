import type { TextObject } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { Label } from './rich.tsx';
import { safeUrl } from './safe-url.ts';
import { textField } from './text-field.ts';

/** A link button also tells the app, as in Slack. Its value is echoed; the workspace takes its own copy anyway. */
export function ButtonElement({ element, isBusy, fire }: ElementProps) {
  const value = typeof element.value === 'string' ? { value: element.value } : {};
  const url = safeUrl(element.url);
  const press = () => {
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    fire(value);
  };
  return (
    <button
      type="button"
      className={`button ${textField(element.style, 'plain')}`}
      disabled={isBusy}
      aria-busy={isBusy}
      aria-label={textField(element.accessibility_label) || undefined}
      data-action={element.action_id}
      title={url}
      onClick={press}
    >
      {isBusy && <span className="spinner" aria-hidden="true" />}
      {element.type === 'icon_button' && '× '}
      <Label text={element.text as TextObject | undefined} />
      {url && <span aria-hidden="true"> ↗</span>}
    </button>
  );
}
