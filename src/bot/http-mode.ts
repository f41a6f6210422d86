import { HTTPReceiver } from '@slack/bolt';
import type { Connections } from './cards/status-card.ts';
import { loggerFor } from '#slack/client-log.ts';
import type { Log } from '#base/log.ts';

export type RequestListener = HTTPReceiver['requestListener'];

/** Slack calls us: every request is checked against the signing secret before anything reads it. */
export function createHttpMode({ signingSecret }: { readonly signingSecret: string }, log: Log) {
  const receiver = new HTTPReceiver({ signingSecret, logger: loggerFor(log), endpoints: '/slack/events' });
  return {
    receivers: [receiver] as const,
    requestListener: receiver.requestListener,
    // The server is not ours: it starts and stops with the process's other endpoints.
    start: async (): Promise<void> => {},
    stop: async (): Promise<void> => {},
    connections: (): Connections => 'http',
  };
}
