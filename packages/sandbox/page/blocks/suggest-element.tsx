import { useEffect, useId, useState } from 'react';
import type { ElementValue, Option, TextObject } from '../protocol.ts';
import type { ElementProps } from './action-element.tsx';
import { initialValue, optionsOf } from './element-value.ts';
import { actionIdOf, useSurface } from './surface.ts';

/** The app is asked when typing pauses, not at every letter: each question is a real round trip to it. */
const SETTLE_MS = 150;

/** A menu whose options the bot supplies while the person types. */
export function SuggestElement({
  element,
  blockId,
  isBusy,
  labelledBy,
  fire,
}: ElementProps & { blockId: string }) {
  const surface = useSurface();
  const listId = useId();
  const actionId = actionIdOf(element);
  const isMulti = element.type === 'multi_external_select';
  const chosen = chosenOf(surface.values[blockId]?.[actionId] ?? initialValue(element));
  const [query, setQuery] = useState<string>();
  const [answer, setAnswer] = useState<{ options: Option[]; error?: string }>();
  const [active, setActive] = useState(0);
  const placeholder = (element.placeholder as TextObject | undefined)?.text ?? 'Type to search';

  useEffect(() => {
    let isStale = false;
    const ask = async (typed: string) => {
      const result = await surface.suggest(blockId, element, typed);
      if (isStale) return;
      setActive(0);
      setAnswer({
        options: optionsOf({ type: '', ...result }),
        ...(result.ok ? {} : { error: result.error ?? '' }),
      });
    };
    setAnswer(undefined);
    const isLongEnough = query !== undefined && query.length >= Number(element.min_query_length ?? 3);
    const timer = setTimeout(() => void (isLongEnough && ask(query)), SETTLE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
    // The surface is a new object at every render; only what was typed asks again.
  }, [query]);

  const choose = (options: Option[]) => {
    const fields = isMulti ? { selected_options: options } : { selected_option: options.at(-1) ?? null };
    surface.setValue(blockId, actionId, { type: element.type, ...fields });
    setQuery(undefined);
    fire(fields);
  };
  const pick = (option: Option | undefined) => {
    if (option) choose([...chosen.filter((one) => one.value !== option.value), option]);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const options = answer?.options ?? [];
    if (query === undefined || options.length === 0) return;
    if (event.key === 'ArrowDown') setActive((active + 1) % options.length);
    else if (event.key === 'ArrowUp') setActive((active + options.length - 1) % options.length);
    else if (event.key === 'Enter') pick(options[active]);
    else if (event.key === 'Escape') setQuery(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="suggest">
      {isMulti &&
        chosen.map((one) => (
          <Chip key={one.value} option={one} onDrop={() => choose(chosen.filter((other) => other !== one))} />
        ))}
      <input
        type="text"
        role="combobox"
        className="text-input"
        disabled={isBusy}
        aria-expanded={query !== undefined && answer !== undefined}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={answer?.options[active] ? `${listId}-${active}` : undefined}
        aria-labelledby={labelledBy}
        aria-label={labelledBy ? undefined : placeholder}
        data-action={element.action_id}
        placeholder={placeholder}
        value={query ?? (isMulti ? '' : (chosen[0]?.text.text ?? ''))}
        onFocus={() => setQuery('')}
        onBlur={() => setQuery(undefined)}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {query !== undefined && answer && (
        <div role="listbox" id={listId} className="menu">
          {answer.error !== undefined && <NoOption>The app did not answer: {answer.error}</NoOption>}
          {answer.error === undefined && answer.options.length === 0 && <NoOption>No results</NoOption>}
          {answer.options.map((option, at) => (
            <div
              key={option.value}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === active}
              tabIndex={-1}
              onMouseDown={(event) => {
                event.preventDefault();
                pick(option);
              }}
            >
              {option.text.text}
              {option.description && <span className="muted"> {option.description.text}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** One of several choices, with the way to take it back. */
function Chip({ option, onDrop }: { option: Option; onDrop: () => void }) {
  return (
    <span className="chip">
      {option.text.text}
      <button type="button" aria-label={`Remove ${option.text.text}`} onClick={onDrop}>
        ×
      </button>
    </span>
  );
}

function chosenOf(value: ElementValue | undefined): Option[] {
  if (Array.isArray(value?.selected_options)) return value.selected_options as Option[];
  return value?.selected_option ? [value.selected_option as Option] : [];
}

/** A line of the list that cannot be chosen; a list of options holds nothing else. */
function NoOption({ children }: { children: React.ReactNode }) {
  return (
    <p className="muted" role="option" aria-disabled="true" aria-selected="false">
      {children}
    </p>
  );
}
