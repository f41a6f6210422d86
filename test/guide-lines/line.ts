import type { Fact } from '#catalog/observation.ts';
import type { FactsByProbe } from '#test/verdicts/facts.ts';
import type { Look } from './look.ts';

/** What stands behind a line of a guide: it can be tried, and fails when it is taken away. */
export type Proof =
  | { readonly fact: string; readonly is: Fact; readonly look: Look }
  /** Where the verdict stands: `head` unless said otherwise. */
  | { readonly verdict: string; readonly saw: readonly FactsByProbe[]; readonly as?: Place }
  | { readonly affected: readonly string[]; readonly saw: readonly FactsByProbe[] }
  | { readonly notAffected: readonly string[]; readonly saw: readonly FactsByProbe[] }
  | { readonly signature: string; readonly sample: string }
  | { readonly goodSign: string; readonly sample: string }
  /** Everything that is looked at together for a service. */
  | { readonly together: readonly string[]; readonly service: Record<string, unknown> }
  /** The service that a pasted text is about, and the status it tells. */
  | { readonly pasted: string; readonly url: string; readonly status: number };

/** Not covered, or not by the proofs beside it alone, and why. */
export type Gap = { readonly gap: string };
export type Cover = Proof | Gap;

export type Place = 'head' | 'symptom' | 'other' | 'warning';

export type Line = {
  /** System, C for a check or V for a conclusion, number: as the guides' list numbers them. */
  readonly id: string;
  readonly text: string;
  readonly by: readonly Cover[];
};

export function proofsOf({ by }: Line): Proof[] {
  return by.filter((cover): cover is Proof => !('gap' in cover));
}

export function labelOf(cover: Cover): string {
  if ('fact' in cover) return cover.fact;
  if ('verdict' in cover) return `verdict ${cover.verdict}`;
  if ('affected' in cover) return 'affected';
  if ('notAffected' in cover) return 'not affected';
  if ('signature' in cover) return `log ${cover.signature}`;
  if ('goodSign' in cover) return `good sign ${cover.goodSign}`;
  if ('together' in cover) return 'one look';
  if ('pasted' in cover) return 'pasted error';
  return 'gap';
}

/** A fact as one probe reads it from these answers. */
export function fact(
  path: string,
  is: Fact,
  service: Look['service'],
  answers: Look['answers'],
  asking?: string,
): Cover {
  return { fact: path, is, look: { service, answers, ...(asking === undefined ? {} : { asking }) } };
}

export function verdict(id: string, saw: readonly FactsByProbe[], as: Place = 'head'): Cover {
  return { verdict: id, saw, as };
}

export function signature(id: string, sample: string): Cover {
  return { signature: id, sample };
}

export function line(id: string, text: string, ...by: Cover[]): Line {
  return { id, text, by };
}

export function goodSign(id: string, sample: string): Cover {
  return { goodSign: id, sample };
}
