import type { Signatures } from '#base/log-signatures.ts';
import type { Phrase } from '#base/phrase.ts';
import type { AnswerTo, Ask } from '#catalog/ask.ts';
import type { Catalog, Host, Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';

/** The target of a look: one service, on one of its hosts or from outside. */
export type Target = {
  readonly service: Service;
  /** Absent for looks from outside and for a service that lives on a platform only. */
  readonly host?: Host;
  readonly catalog: Catalog;
  /** The faults that log lines show. */
  readonly signatures: Signatures;
  /** When the look began, ms: ages are told against it. */
  readonly now: number;
};

export type Asks = Readonly<Record<string, Ask>>;
export type AnswersTo<A extends Asks> = { readonly [Name in keyof A]: AnswerTo<A[Name]> };

/** Outside probes run once a diagnosis, host probes once for every host of the service. */
export type Scope = 'outside' | 'host';

/** An observation before it is known where and how long was looked: `observe` adds `host` and `tookMs`. */
export type Seen = Omit<Observation, 'host' | 'tookMs'>;

export type FactType = 'string' | 'number' | 'boolean' | 'list';

/**
 * One read-only look at a service. Both halves are pure: `asks` says what to ask the world, all of it at once,
 * `read` makes sense of what came back. Nothing here may change the state of a service.
 */
export type Probe<A extends Asks = Asks> = {
  readonly isA: 'probe';
  /** The name people and trees use: `process`, `listening`, `needs`. */
  readonly id: string;
  /** The name that people see on cards. */
  readonly title: Phrase;
  readonly scope: Scope;
  /** How long a healthy answer usually takes: the longest are started first. */
  readonly usualMs: number;
  /** It can ask Windows hosts too; all others are left out there. */
  readonly windows?: boolean;
  /** Every fact that `read` may give; docs/facts.md tells what they mean. */
  readonly facts: Readonly<Record<string, FactType>>;
  /** Undefined: this probe does not apply to this service (no proxy in the catalog, say) and is not shown. */
  readonly asks: (target: Target) => A | undefined;
  /**
   * One observation, or several when the probe has several subjects (each database, each check). Never called when
   * the transport answered nothing at all; some of the answers may still be missing.
   */
  readonly read: (answers: AnswersTo<A>, target: Target) => Seen | readonly Seen[];
};

/** Keeps the tie between a probe's questions and the type of their answers while it is written, then forgets it. */
export function defineProbe<A extends Asks>(probe: Omit<Probe<A>, 'isA'>): Probe {
  return { isA: 'probe', ...probe } as unknown as Probe;
}
