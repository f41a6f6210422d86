/** One request may come twice: to the whole group, and passed on by the process that started us. */
const sameRequestMs = 500;

/** Resolves at the first request to end; a later one ends the process at once. */
export function ended(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        firstAt ??= now;
        // What is under way is journaled and will be taken up again.
        if (now - firstAt > sameRequestMs) process.exit(130);
        resolve(signal);
      });
    }
  });
}
