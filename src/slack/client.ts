import { WebClient, type WebClientOptions } from '@slack/web-api';
import { loggerFor } from './client-log.ts';
import type { Log } from '#base/log.ts';

export type Clients = {
  /** For what a person is waiting for: views, ephemerals, look-ups. */
  readonly interactive: WebClient;
  /** For the outbox alone, so that a busy channel never makes a modal wait. */
  readonly delivery: WebClient;
};

export type ClientSettings = { readonly botToken: string; readonly apiUrl?: string };

/**
 * Neither client waits out a 429 by itself: that would pause every call of the client, whatever its channel. Delivery
 * repeats nothing, since a post whose answer was lost would stand there twice; the outbox decides.
 */
export function createClients(settings: ClientSettings, log: Log): Clients {
  const make = (options: WebClientOptions): WebClient =>
    new WebClient(settings.botToken, {
      ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
      rejectRateLimitedCalls: true,
      logger: loggerFor(log),
      ...options,
    });
  return {
    // A trigger lives for 3 s: what has not worked by then is of no use.
    interactive: make({ timeout: 2500, retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 } }),
    delivery: make({ timeout: 10_000, retryConfig: { retries: 0 } }),
  };
}
