import type { AllMiddlewareArgs, AnyMiddlewareArgs, App } from '@slack/bolt';
import { createOnce } from './deduplicate.ts';
import { safely } from './log-failure.ts';
import type { Log } from '#base/log.ts';

export type Intake = {
  /** Resolves when no listener is running any more, or after `ms`. */
  readonly drained: (ms: number) => Promise<void>;
};

/** Before every listener: repeated deliveries are acked and dropped, running ones are counted. */
export function watchIntake(app: App, log: Log): Intake {
  const once = createOnce();
  const running = new Set<Promise<void>>();
  app.use(async (args: AllMiddlewareArgs & AnyMiddlewareArgs) => {
    const id = idOf(args.context.envelopeId, args.body);
    if (id !== undefined && !once.isFirst(id)) {
      log.info({ id }, 'slack delivered something again');
      if ('ack' in args && typeof args.ack === 'function') {
        const { ack } = args;
        await safely('ack', log, () => ack());
      }
      return;
    }
    const work = args.next();
    running.add(work);
    await work.finally(() => running.delete(work));
  });
  return {
    drained: async (ms) => {
      const ended = Promise.allSettled(running);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
    },
  };
}

function idOf(envelopeId: unknown, body: object): string | undefined {
  if (typeof envelopeId === 'string') return envelopeId;
  if ('event_id' in body && typeof body.event_id === 'string') return body.event_id;
  if ('trigger_id' in body && typeof body.trigger_id === 'string') return body.trigger_id;
  return undefined;
}
