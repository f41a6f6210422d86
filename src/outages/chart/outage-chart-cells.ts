export type ChartSample = {
  readonly at: number;
  readonly status: 'ok' | 'bad' | 'unknown';
  readonly tookMs: number;
};
/** What a minute or an hour came to, for where single results are no longer kept. */
export type ChartSpan = {
  readonly from: number;
  readonly to: number;
  readonly results: number;
  readonly bad: number;
  readonly meanMs: number;
  readonly mostMs: number;
};

/** What is drawn at one place of the time axis; `answered` is the time that good answers took, where there were any. */
export type Cell = {
  readonly from: number;
  readonly to: number;
  readonly status: ChartSample['status'];
  readonly answered?: { readonly leastMs: number; readonly usualMs: number; readonly mostMs: number };
};

/** More would be narrower than two pixels each. */
const mostCells = 480;
/** After this many intervals without a result, nobody was looking. */
const gapIntervals = 2.5;

/** The window as at most 480 cells. In each the worst counts: a single failed check among thousands stays to be seen. */
export function cellsOf(
  window: { readonly from: number; readonly to: number },
  samples: readonly ChartSample[],
  spans: readonly ChartSpan[],
): Cell[] {
  const inside = samples
    .filter(({ at }) => at >= window.from && at <= window.to)
    .toSorted((a, b) => a.at - b.at);
  // Where single results are kept, they say more than what a minute came to.
  const firstMs = inside[0]?.at ?? window.to;
  const older = spans.filter(({ from, to }) => from < window.to && to > window.from && to <= firstMs);
  const fine = [...older.map(ofSpan), ...ofSamples(inside, window.to)];
  return fine.length <= mostCells ? fine : thinned(fine, window);
}

function ofSpan({ from, to, bad, results, meanMs, mostMs }: ChartSpan): Cell {
  if (results === 0) return { from, to, status: 'unknown' };
  // A span's mean includes the failed ones, which say nothing about how fast good answers came.
  return bad > 0
    ? { from, to, status: 'bad' }
    : { from, to, status: 'ok', answered: { leastMs: meanMs, usualMs: meanMs, mostMs } };
}

function ofSamples(samples: readonly ChartSample[], end: number): Cell[] {
  const longestMs = gapIntervals * usualIntervalMs(samples, end);
  return samples.map(({ at, status, tookMs }, i) => {
    const next = samples[i + 1]?.at ?? end;
    const to = next - at > longestMs ? at + longestMs / gapIntervals : next;
    const answered = { leastMs: tookMs, usualMs: tookMs, mostMs: tookMs };
    return { from: at, to, status, ...(status === 'ok' ? { answered } : {}) };
  });
}

/** The median distance: outages of the watcher itself do not change it. */
function usualIntervalMs(samples: readonly ChartSample[], end: number): number {
  const first = samples[0];
  if (first === undefined) return 0;
  const gaps = samples.slice(1).map(({ at }, i) => at - (samples[i]?.at ?? at));
  return median(gaps) ?? end - first.at;
}

export function median(list: readonly number[]): number | undefined {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}

function thinned(fine: readonly Cell[], window: { readonly from: number; readonly to: number }): Cell[] {
  const widthMs = (window.to - window.from) / mostCells;
  const heaps = Map.groupBy(fine, ({ from }) =>
    Math.max(0, Math.min(mostCells - 1, Math.floor((from - window.from) / widthMs))),
  );
  return [...heaps.values()].map((heap) => {
    const answers = heap.flatMap(({ answered }) => answered ?? []);
    const answered = {
      leastMs: Math.min(...answers.map(({ leastMs }) => leastMs)),
      // Not the mean: one slow answer among ten is shown by the spread, and must not lift the line.
      usualMs: median(answers.map(({ usualMs }) => usualMs)) ?? 0,
      mostMs: Math.max(...answers.map(({ mostMs }) => mostMs)),
    };
    const statuses = new Set(heap.map(({ status }) => status));
    const status = statuses.has('bad') ? 'bad' : statuses.has('ok') ? 'ok' : 'unknown';
    return {
      from: heap[0]?.from ?? window.from,
      to: heap.at(-1)?.to ?? window.to,
      status,
      ...(answers.length > 0 ? { answered } : {}),
    };
  });
}

/** Neighbours that belong together, in order; a new run starts where `isSame` says no. */
export function runsOf<T>(list: readonly T[], isSame: (before: T, next: T) => boolean): T[][] {
  const runs: T[][] = [];
  for (const one of list) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && isSame(before, one)) run.push(one);
    else runs.push([one]);
  }
  return runs;
}
