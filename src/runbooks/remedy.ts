import { quote } from '#base/quote.ts';
import type { Service } from '#services/catalog.ts';
import type { Action } from './action.ts';
import { commandOf } from './verbs.ts';
import type { Remedy } from './verdict.ts';

/** An action as it would look for this service. Undefined when the way it runs has no such thing. */
export function remedyOf(action: Action, service: Service): Remedy | undefined {
  const commands = action.steps.map((step) =>
    'verb' in step
      ? commandOf(step.verb, service)
      : 'run' in step
        ? step.run.map((word) => quote(word)).join(' ')
        : undefined,
  );
  if (commands.length > 0 && commands.every((command) => command === undefined)) return undefined;
  return {
    action: action.action,
    title: { ...action.title, with: { service: service.title ?? service.name } },
    risk: action.risk,
    commands: commands.filter((command) => command !== undefined),
  };
}
