import type { Phrase } from '#base/phrase.ts';

/** `unknown` means "could not look", never "not there": it can neither prove a cause nor rule one out. */
export type ObservationStatus = 'ok' | 'bad' | 'unknown';

/** A fact that could not be read is absent, not null or false, so that a tree cannot mistake ignorance for health. */
export type Fact = string | number | boolean | readonly string[];
export type Facts = Readonly<Record<string, Fact>>;

/** A piece of what was really seen. `about` names the facts it shows, so a verdict quotes the line that proves it. */
export type Evidence = { readonly source: string; readonly text: string; readonly about?: readonly string[] };

export type Observation = {
  /** The probe's name, with its own subject after a dot when there are several: `needs.postgres`, `checks.imports`. */
  readonly probe: string;
  /** The catalog's name of the host looked at; absent when the look was from outside (public, dns, tls, platforms). */
  readonly host?: string;
  readonly status: ObservationStatus;
  readonly facts: Facts;
  readonly evidence: readonly Evidence[];
  /** One short line for people, in their language. */
  readonly says: Phrase;
  readonly tookMs: number;
};
