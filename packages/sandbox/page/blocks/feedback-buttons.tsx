import type { TextObject } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { Label } from './rich.tsx';

interface Feedback {
  text: TextObject;
  value: string;
  accessibility_label?: string;
}

/** Two buttons of one element: the value says which was pressed. */
export function FeedbackButtons({ element, isBusy, fire }: ElementProps) {
  const buttons = [element.positive_button, element.negative_button].filter(Boolean) as Feedback[];
  return buttons.map((button, at) => (
    <button
      key={button.value}
      type="button"
      className="button quiet"
      disabled={isBusy}
      aria-label={button.accessibility_label}
      onClick={() => fire({ value: button.value })}
    >
      <span aria-hidden="true">{at === 0 ? '▲ ' : '▼ '}</span>
      <Label text={button.text} />
    </button>
  ));
}
