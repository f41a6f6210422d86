/** What the checks of a minute or an hour came to. */
export type Span = {
  readonly from: number;
  readonly results: number;
  readonly bad: number;
  readonly meanMs: number;
  readonly mostMs: number;
};

/** One monitor of a service, and what it saw, oldest first. */
export type MonitorSpans = {
  readonly monitor: string;
  readonly spans: readonly Span[];
  /** Each span is a single result: they can be cut at any moment. */
  readonly isExact?: boolean;
};

export function spanOfResult({
  at,
  status,
  tookMs,
}: {
  readonly at: number;
  readonly status: 'ok' | 'bad' | 'unknown';
  readonly tookMs: number;
}): Span[] {
  if (status === 'unknown') return [];
  return [{ from: at, results: 1, bad: status === 'bad' ? 1 : 0, meanMs: tookMs, mostMs: tookMs }];
}

export type Availability = {
  readonly monitor: string;
  readonly results: number;
  readonly bad: number;
  readonly mostMs: number;
};

/** Undefined when it looked at nothing in that time: no look is no proof of being up. */
export function availabilityOf(
  { monitor, spans }: MonitorSpans,
  from: number,
  to: number,
): Availability | undefined {
  const within = spans.filter((span) => span.from >= from && span.from < to);
  const results = sum(within.map((span) => span.results));
  if (results === 0) return undefined;
  return {
    monitor,
    results,
    bad: sum(within.map(({ bad }) => bad)),
    mostMs: Math.max(...within.map(({ mostMs }) => mostMs)),
  };
}

/** `99.98`: never 100 while a single check failed. */
export function percentUp({ results, bad }: Pick<Availability, 'results' | 'bad'>): string {
  const percent = (100 * (results - bad)) / results;
  return bad === 0 ? '100' : (Math.floor(percent * 100) / 100).toString();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
