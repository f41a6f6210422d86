import type { Phrase } from '#base/phrase.ts';
import type { QueueCounts, Queues } from './queues.ts';

export type ReadStatusDeps = {
  readonly queues: Pick<Queues, 'counts'>;
  readonly checkRedis: () => Promise<{ readonly ok: boolean; readonly says: readonly Phrase[] }>;
  readonly threadsWithWork: () => Promise<readonly string[]>;
  readonly deadLetters: (limit: number) => Promise<readonly DeadLetter[]>;
};

type DeadLetter = {
  readonly id: string;
  readonly channel: string;
  readonly reason: string;
  readonly at: number;
};

export type Status = {
  readonly redis: { readonly ok: boolean; readonly says: readonly Phrase[] };
  readonly queues?: readonly QueueCounts[];
  readonly outbox?: { readonly threads: number; readonly dead: readonly DeadLetter[] };
};

const lettersShown = 5;

/** What Resus knows about itself. Never throws: that Redis is away is an answer. */
export function createReadStatus(deps: ReadStatusDeps) {
  return async (): Promise<Status> => {
    try {
      const [redis, queues, threads, dead] = await Promise.all([
        deps.checkRedis(),
        deps.queues.counts(),
        deps.threadsWithWork(),
        deps.deadLetters(lettersShown),
      ]);
      return { redis, queues, outbox: { threads: threads.length, dead } };
    } catch {
      return { redis: { ok: false, says: [away] } };
    }
  };
}

const away: Phrase = {
  en: 'Redis does not answer: nothing can be queued. Start it; what was asked before goes on then.',
  fr: 'Redis ne répond pas : rien ne peut être mis en file. Démarrez-le ; ce qui a été demandé avant reprendra alors.',
};
