import type { Log } from '#base/log.ts';

/**
 * An ack that cannot be sent (the socket dropped meanwhile) shows the person Slack's own error, but the work was asked
 * for all the same, and Slack does not repeat a command: go on.
 */
export async function safely(what: 'ack' | 'answer', log: Log, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error, what }, 'slack did not take a reply');
  }
}
