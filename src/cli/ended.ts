/** Resolves at the first request to end; a second one ends the process at once. */
export function ended(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        // What is under way is journaled and will be taken up again.
        process.once(signal, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
