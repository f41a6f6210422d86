export type SampleStatus = 'bad' | 'ok' | 'unknown';

/** One result of a monitor. */
export type Sample = { readonly at: number; readonly status: SampleStatus; readonly tookMs: number };

/** The sum of a minute or an hour of results. */
export type Span = {
  readonly from: number;
  readonly results: number;
  readonly bad: number;
  readonly meanMs: number;
  readonly mostMs: number;
};
