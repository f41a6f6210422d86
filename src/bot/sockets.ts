import { SocketModeReceiver, type App } from '@slack/bolt';
import { AppError } from '#base/errors.ts';
import type { Connections } from './cards/status-card.ts';
import { loggerFor } from '#slack/client-log.ts';
import type { Log } from '#base/log.ts';
import { readRefusal } from '#slack/refusal.ts';

export type SocketSettings = { readonly appToken: string; readonly apiUrl?: string };

export type Sockets = {
  readonly receivers: readonly [SocketModeReceiver, SocketModeReceiver];
  /** Resolves with the first open connection; the other follows. Rejects when Slack refuses the token. */
  readonly start: (app: App) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly connections: () => Connections;
};

/** Slack recycles a connection every few hours, and the client needs seconds for a new one: two leave no gap. */
export function createSockets(settings: SocketSettings, log: Log): Sockets {
  const receivers = [createReceiver(settings, log), createReceiver(settings, log)] as const;
  const open = new Set<number>();
  for (const [i, { client }] of receivers.entries()) {
    surviveFrames(client, log);
    client.on('connected', () => open.add(i));
    for (const event of ['reconnecting', 'disconnecting', 'disconnected', 'error'])
      client.on(event, () => open.delete(i));
  }
  return {
    receivers,
    start: async (app) => {
      // The first belongs to the app already.
      receivers[1].init(app);
      await Promise.any(receivers.map((receiver) => receiver.start())).catch((error: AggregateError) => {
        throw refused(error.errors[0]);
      });
    },
    stop: async () => {
      const gone = Promise.allSettled(receivers.map(({ client }) => client.disconnect()));
      // Slack may take long to say goodbye; nobody has to wait for it.
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())]);
    },
    connections: () => ({ connected: open.size, wanted: receivers.length }),
  };
}

const goodbyeMs = 2000;

/**
 * socket-mode 3.1.0 throws on a frame without an event, such as app_rate_limited, inside a listener that nobody waits
 * for: that would end the process. Newer versions do not; this stays harmless with them.
 */
function surviveFrames(client: SocketModeReceiver['client'], log: Log): void {
  for (const listener of client.listeners('ws_message')) {
    client.off('ws_message', listener);
    const read = async (frame: unknown[]): Promise<unknown> => listener.apply(client, frame);
    client.on('ws_message', (...frame: unknown[]) => {
      read(frame).catch((error: unknown) =>
        log.warn({ err: error }, 'slack sent a frame that its own client cannot read'),
      );
    });
  }
}

function createReceiver({ appToken, apiUrl }: SocketSettings, log: Log): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: loggerFor(log),
    // The pause before a reconnect is this times the failures so far; it is also how long a silent link is trusted.
    clientPingTimeout: 3000,
    customPropertiesExtractor: (envelope: { envelope_id?: string }) => ({ envelopeId: envelope.envelope_id }),
    installerOptions: {
      // An object of its own: the client writes its retries into the one it is given, and with few of them it would
      // stay disconnected for good after a short outage of Slack.
      clientOptions: {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        timeout: 5000,
        retryConfig: { forever: true, factor: 1.3, minTimeout: 500, maxTimeout: 4000 },
      },
    },
  });
}

function refused(error: unknown): AppError {
  const { code } = readRefusal(error);
  return new AppError(
    'slack_refused',
    `Slack refuses the connection (${code}): check SLACK_APP_TOKEN (it starts with xapp-, scope connections:write) and that Socket Mode is on for the app.`,
    { cause: error },
  );
}
