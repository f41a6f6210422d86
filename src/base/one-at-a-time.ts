/** The work never runs twice at once; asked for while it runs, it runs once more after, however often it was asked. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  return () => {
    if (underWay === undefined) {
      underWay = work().finally(() => (underWay = undefined));
      return underWay;
    }
    const start = (): Promise<void> => {
      next = undefined;
      underWay = work().finally(() => (underWay = undefined));
      return underWay;
    };
    next ??= underWay.then(start, start);
    return next;
  };
}

/** Works on all of them, so many at once; the first failure is thrown once all have ended. */
export async function someAtATime<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift())
      await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
}
