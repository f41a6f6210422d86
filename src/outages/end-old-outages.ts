import { systemClock } from '#base/clock.ts';
import type { EventLog } from '#redis/event-log.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { OutageStore } from './outage-store.ts';

type Old = {
  readonly outages: OutageStore;
  readonly samples: { readonly forgetPulse: () => Promise<unknown> };
  readonly events: Pick<EventLog, 'markFollowed'>;
};

/**
 * The sandbox begins with an empty workspace and whole services at every start. An outage of an earlier one has no thread
 * any more: left open, the next breakage would join it where nobody can see it.
 */
export async function endOldOutages({ outages, samples, events }: Old): Promise<void> {
  // Nobody expected checks while it was not running.
  await samples.forgetPulse();
  for (const outageId of await outages.open()) {
    await appendOutageEvent(outages, outageId, ({ outage }) =>
      outage.state === 'resolved'
        ? undefined
        : {
            eventId: 'workspace-gone',
            event: { type: 'resolved', at: systemClock.now(), by: 'resus', reason },
          },
    );
    const stored = await outages.find(outageId);
    if (stored === undefined) continue;
    const { root } = stored.outage;
    if (root !== undefined) await outages.leaveRoot(root, outageId);
    // Not wrapped up: there is no thread for its report. `resus outages report` has it.
    for (const follower of ['thread', 'outages', 'messages'])
      await events.markFollowed(follower, { of: 'outage', id: outageId }, stored.seq);
    await outages.close(outageId, stored.seq);
  }
}

const reason = 'the sandbox was started anew';
