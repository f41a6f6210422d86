import type { Outage } from '#outages/events.ts';
import { closestTo, isSlipOf } from '#catalog/find-service.ts';
import type { OutageWords } from './parse-outage-command.ts';

/** The outages that words may mean. */
export type Around = {
  /** Of the thread in which it was said. */
  readonly own?: Outage;
  /** Open ones first. */
  readonly listed: readonly Outage[];
  /** What the first word names, when it is none of those. */
  readonly named?: Outage;
};

export type Which =
  | { readonly found: Outage; readonly rest: readonly string[] }
  /** Several, or a word that is nobody's name. */
  | { readonly choices: readonly Outage[]; readonly asked?: string; readonly rest: readonly string[] }
  | { readonly none: true; readonly asked?: string };

const choicesShown = 5;

/**
 * Finds the outage that is meant. It may be left out in its own thread, or when there is only one; the words of a
 * reason are told from a name by whether anything is called so.
 */
export function whichOutage({ verb, rest }: OutageWords, around: Around): Which {
  const [first, ...others] = rest;
  const { own } = around;
  const candidates = candidatesFor(verb, around);
  if (first === undefined) return own === undefined ? onlyOf(candidates) : { found: own, rest };
  const isReason = verb === 'resolve';
  const exact = namedBy(first, around);
  // "worker was restarted", said about another outage in its own thread, is a reason.
  const isName = exact?.id === first || (others.length === 0 && exact?.state !== 'resolved');
  const isMeant = own === undefined || !isReason || isName;
  if (exact !== undefined && (isMeant || exact.id === own?.id)) return { found: exact, rest: others };
  if (isReason && own !== undefined) return { found: own, rest };
  const [only] = candidates;
  if (isReason && candidates.length === 1 && only !== undefined && !isSlip(first, only))
    return { found: only, rest };
  const near = closestOf(first, candidates);
  return near.length === 0 ? { none: true, asked: first } : { choices: near, asked: first, rest: others };
}

/** Nothing changes what is over, but its report can be read. */
function candidatesFor(verb: OutageWords['verb'], { listed }: Around): readonly Outage[] {
  const open = listed.filter(({ state }) => state !== 'resolved');
  return verb === 'postmortem' && open.length === 0 ? listed : open;
}

function onlyOf(candidates: readonly Outage[]): Which {
  const [only] = candidates;
  if (only === undefined) return { none: true };
  return candidates.length === 1 ? { found: only, rest: [] } : { choices: candidates, rest: [] };
}

function namedBy(word: string, { own, listed, named }: Around): Outage | undefined {
  const name = word.toLowerCase();
  const all = [...(own === undefined ? [] : [own]), ...listed];
  return (
    all.find(({ id }) => id === name) ??
    all.find(({ service, state }) => service === name && state !== 'resolved') ??
    all.find(({ service }) => service === name) ??
    named
  );
}

function isSlip(word: string, { id, service }: Outage): boolean {
  return isSlipOf(service, word) || isSlipOf(id, word);
}

function closestOf(word: string, candidates: readonly Outage[]): readonly Outage[] {
  const names = closestTo(word, [...new Set(candidates.map(({ service }) => service))]).slice(
    0,
    choicesShown,
  );
  return names.flatMap((name) => candidates.find(({ service }) => service === name) ?? []);
}
