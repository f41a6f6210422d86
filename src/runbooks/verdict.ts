import type { Phrase } from '#base/phrase.ts';
import type { Risk } from './risk.ts';

/** A piece of an observation, quoted as it was seen, that proves a claim. */
export type Proof = {
  readonly probe: string;
  readonly host?: string;
  readonly source: string;
  readonly quote: string;
};

/** Something the tree asked about and the facts deny. */
export type RuledOut = { readonly id: string; readonly title: Phrase; readonly because: readonly string[] };

/** A probe that could not look, and why. */
export type CouldNotCheck = { readonly probe: string; readonly host?: string; readonly why: Phrase };

export type Remedy = {
  readonly action: string;
  readonly title: Phrase;
  readonly risk: Risk;
  /** Exactly what would run, when it is known already; a plan decides in the end. */
  readonly commands: readonly string[];
};

/** `certain`: everything that matters was seen. `likely`: something that could contradict it could not be looked at. */
export type Confidence = 'certain' | 'likely' | 'unsure';

/** `healthy` and `recovered` are causes of nothing, but claims all the same, with proof. */
export type Outcome = 'healthy' | 'faulty' | 'could_not_look';

export type Cause = {
  readonly id: string;
  readonly layer: string;
  readonly headline: Phrase;
  /** What it means and what follows from it, for the one who reads it at 3 a.m. */
  readonly meaning?: Phrase;
  readonly proof: readonly Proof[];
  readonly remedies: readonly Remedy[];
  readonly hosts: readonly string[];
};

/**
 * What a diagnosis concludes. `causes[0]` is the root, the verdict people read first; further roots follow it, and
 * under each stand the `symptoms` it explains.
 */
export type Verdict = Cause & {
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  readonly provisional: boolean;
  readonly otherCauses: readonly Cause[];
  readonly symptoms: readonly Cause[];
  readonly ruledOut: readonly RuledOut[];
  readonly unknown: readonly CouldNotCheck[];
};
