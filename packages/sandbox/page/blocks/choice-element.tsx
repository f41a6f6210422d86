import type { ElementValue, Option } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { initialValue, optionsOf } from './element-value.ts';
import { TextOf } from './rich.tsx';
import { actionIdOf, useSurface } from './surface.ts';

/** Radio buttons, checkboxes, and menus of which several may be chosen (drawn as checkboxes). */
export function ChoiceElement({
  element,
  blockId,
  isBusy,
  labelledBy,
  fire,
}: ElementProps & { blockId: string }) {
  const surface = useSurface();
  const isRadio = element.type === 'radio_buttons';
  const actionId = actionIdOf(element);
  const value = surface.values[blockId]?.[actionId] ?? initialValue(element);
  const chosen = chosenOf(value);
  const max = typeof element.max_selected_items === 'number' ? element.max_selected_items : Infinity;

  const toggle = (option: Option) => {
    const others = chosen.filter((one) => one.value !== option.value);
    const isOn = others.length < chosen.length;
    const fields = isRadio
      ? { selected_option: option }
      : { selected_options: isOn ? others : [...chosen, option] };
    surface.setValue(blockId, actionId, { type: element.type, ...fields });
    fire(fields);
  };
  return (
    <div className="choices" role={isRadio ? 'radiogroup' : 'group'} aria-labelledby={labelledBy}>
      {optionsOf(element).map((option) => {
        const isChosen = chosen.some((one) => one.value === option.value);
        return (
          <label key={option.value} className="choice">
            <input
              type={isRadio ? 'radio' : 'checkbox'}
              name={`${blockId}-${actionId}`}
              value={option.value}
              checked={isChosen}
              disabled={isBusy || (!isChosen && !isRadio && chosen.length >= max)}
              onChange={() => toggle(option)}
            />
            <span>
              <TextOf text={option.text} />
              {option.description && (
                <span className="muted">
                  <TextOf text={option.description} />
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

/** One shape for one choice and for several. */
function chosenOf(value: ElementValue | undefined): Option[] {
  if (Array.isArray(value?.selected_options)) return value.selected_options as Option[];
  return value?.selected_option ? [value.selected_option as Option] : [];
}
