import type { PlanRun } from './events.ts';

/** Whether this person set the plan's chain off, as its requester or before that: then their yes never counts. */
export function hasSetOff(
  { requester, setOffBy }: Pick<PlanRun, 'requester' | 'setOffBy'>,
  actorId: string,
  names: readonly string[],
): boolean {
  return (
    requester.id === actorId ||
    setOffBy.includes(actorId) ||
    names.some((name) => setOffBy.includes(`people:${name}`))
  );
}
