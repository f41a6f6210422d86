import { formatProblem, collect, list, type Rule } from '../../block-kit/rules.ts';
import { option, optionGroup } from '../../block-kit/objects.ts';
import type { Desk } from '../desk.ts';
import { blocksOf, findElement, type Wanted } from './find-element.ts';
import { envelopeOf, placeOf, type Place } from './payloads.ts';
import { type Done, doneOf, notDone } from './outcome.ts';
import { stateOf } from './values.ts';

type Fields = Record<string, unknown>;

export type Suggested = Done & { options?: Fields[]; option_groups?: Fields[] };

/** Slack drops an answer with more than 100 options or a text that is too long, without telling the app. */
const answers: Record<string, Rule> = {
  options: list(option, { min: 0, max: 100 }),
  option_groups: list(optionGroup, { min: 0, max: 100 }),
};

/** What an external menu offers for what was typed; an answer beyond Slack's limits shows as none. */
export async function suggest(
  desk: Desk,
  user: string,
  place: Place,
  wanted: Wanted,
  query: string,
): Promise<Suggested> {
  const found = findElement(blocksOf(place), wanted);
  if (!found) return notDone('action_not_found');
  if (query.length < Number(found.element.min_query_length ?? 3)) return { ok: true, options: [] };
  const outcome = await desk.envelopes.request('interactive', {
    ...envelopeOf(desk, 'block_suggestion', user),
    ...placeOf(desk, place, stateOf(blocksOf(place))),
    block_id: found.block_id,
    action_id: found.element.action_id,
    value: query,
  });
  const done = doneOf(outcome);
  if (!done.ok) return done;
  const response = done.response ?? {};
  const problems = collect('invalid_options', (report) => {
    for (const [name, rule] of Object.entries(answers)) {
      if (response[name] !== undefined) rule(response[name], `/${name}`, report);
    }
  });
  const [first] = problems;
  if (first) return { ...done, ok: false, error: `${first.error}: ${formatProblem(first)}` };
  const { options, option_groups: groups } = response as { options?: Fields[]; option_groups?: Fields[] };
  return { ...done, ...(options && { options }), ...(groups && { option_groups: groups }) };
}
