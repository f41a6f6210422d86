import type { FactsByProbe } from './facts.ts';

export type Case = {
  readonly name: string;
  readonly saw: readonly FactsByProbe[];
  readonly verdict: string;
  readonly symptoms?: readonly string[];
  readonly others?: readonly string[];
  readonly warnings?: readonly string[];
  readonly confidence?: string;
};
