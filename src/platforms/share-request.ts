type Flight<T> = { readonly answer: Promise<T>; readonly stop: AbortController; waiting: number };

/**
 * Several probes of one look ask the same thing at the same moment; it is sent once. Nothing is kept longer than the
 * request itself, so nobody is told old news. The request is stopped when the last who waits for it has left.
 */
export function createShare<T>(): (
  key: string,
  start: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T | undefined> {
  const flights = new Map<string, Flight<T>>();

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const stop = new AbortController();
    const flight = { answer: start(stop.signal), stop, waiting: 0 };
    flights.set(key, flight);
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.answer.then(land, land);
    return flight;
  };

  return async (key, start, signal) => {
    if (signal.aborted) return undefined;
    const flight = flights.get(key) ?? begin(key, start);
    flight.waiting += 1;
    const { promise: left, resolve } = Promise.withResolvers<undefined>();
    const leave = (): void => resolve(undefined);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.answer, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Who comes now must not be handed a request that is being stopped.
        if (flights.get(key) === flight) flights.delete(key);
        flight.stop.abort();
      }
    }
  };
}
