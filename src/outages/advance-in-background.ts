import type { Log } from '#base/log.ts';

/** A person waits for the answer to what they said, which is durable by then; a report and its picture take longer. */
const patienceMs = 1_000;

/** Tends an outage for a person: answers soon, and goes on behind the answer. What fails is left to the sweeper. */
export function createAdvanceInBackground(advance: (outageId: string) => Promise<void>, log: Log) {
  return async (outageId: string): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    const tended = advance(outageId).catch((error: unknown) => {
      log.warn({ err: error, outageId }, 'an outage is tended later');
    });
    await Promise.race([tended, patience]);
    clearTimeout(timer);
  };
}
