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
export type RuledOut = {
  readonly id: string;
  readonly layer: string;
  readonly title: Phrase;
  readonly because: readonly string[];
};

/** A probe that could not look, and why. */
export type CouldNotCheck = { readonly probe: string; readonly host?: string; readonly why: Phrase };

export type Remedy = {
  readonly action: string;
  readonly title: Phrase;
  readonly risk: Risk;
  /** Exactly what would run, when it is known already; a plan decides in the end. */
  readonly commands: readonly string[];
};

/** `certain`: everything that matters was seen. `likely`: something that could be deeper could not be looked at. */
export type Confidence = 'certain' | 'likely' | 'unsure';

export type Outcome = 'healthy' | 'faulty' | 'could_not_look';

export type Cause = {
  readonly id: string;
  readonly layer: string;
  readonly title: Phrase;
  readonly headline: Phrase;
  /** What it means and what follows from it, for the one who reads it at 3 a.m. */
  readonly meaning?: Phrase;
  readonly proof: readonly Proof[];
  /** The one look that would settle it, when it is not certain. */
  readonly settledBy?: Phrase;
  readonly remedies: readonly Remedy[];
  /** The hosts where it holds; empty when it was seen from outside. */
  readonly hosts: readonly string[];
  /** The consequences of this cause that were seen as well. */
  readonly symptoms: readonly Cause[];
};

/** How far down the path each layer was fine: for the picture and for "affected, not affected". */
export type LayerState = {
  readonly layer: string;
  readonly state: 'ok' | 'bad' | 'unknown';
  /** What was seen there, where it is bad without a cause of its own. */
  readonly says?: Phrase;
};

/**
 * The conclusion of a diagnosis: the root cause first, other roots after it. `healthy` is a claim too, with proof.
 */
export type Verdict = Cause & {
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  /** True while a proof needs waiting; an amended verdict follows. */
  readonly provisional: boolean;
  readonly otherCauses: readonly Cause[];
  /** True now, but breaking nothing: a certificate that ends soon, a disk filling up. */
  readonly warnings: readonly Cause[];
  /** What was changed within the last hour, newest first, as the hosts tell it. */
  readonly changed: readonly string[];
  /** The affected and the unaffected, as far as they were looked at. */
  readonly affected: readonly Phrase[];
  readonly notAffected: readonly Phrase[];
  readonly ruledOut: readonly RuledOut[];
  readonly unknown: readonly CouldNotCheck[];
  /** The service's own hosts on which nobody saw whether it runs; absent when there is none. */
  readonly unseenHosts?: readonly string[];
  readonly layers: readonly LayerState[];
};
