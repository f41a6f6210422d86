import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { Workspace } from './workspace.ts';

/** A real Bolt app on two Socket Mode connections, wired as the bot is. For tests of the workspace alone. */
export type TestBot = { app: App; receivers: SocketModeReceiver[]; client: WebClient; stop(): Promise<void> };

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** One attempt and no waiting for a limit, so that a test sees the very answer. */
export function clientOf(workspace: Workspace, token = workspace.botToken): WebClient {
  const retryConfig = { retries: 0 };
  return new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig,
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
}

/** Slack's word for why a call was refused, or `ok`. */
export async function answerOf(
  client: WebClient,
  method: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  try {
    await client.apiCall(method, args);
    return 'ok';
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
}

function createReceiver(workspace: Workspace): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: workspace.appToken,
    logger: quiet,
    // The pause before a reconnect, times the failures so far.
    clientPingTimeout: 300,
    installerOptions: {
      clientOptions: {
        slackApiUrl: workspace.apiUrl,
        retryConfig: { forever: true, factor: 1.3, minTimeout: 100, maxTimeout: 500 },
      },
    },
  });
}

/**
 * Waits until a reconnect under way is through: socket-mode 3.1 rejects into nowhere when it is disconnected during one.
 */
function watchConnection(receiver: SocketModeReceiver): () => Promise<void> {
  let connected: Promise<unknown> = Promise.resolve();
  receiver.client.on('reconnecting', () => {
    connected = new Promise((resolve) => receiver.client.once('connected', resolve));
  });
  return async () => {
    await connected;
  };
}

/** Connects with listeners in place: `listen` adds them before the first payload can come. */
export async function startTestBot(workspace: Workspace, listen: (app: App) => void): Promise<TestBot> {
  const first = createReceiver(workspace);
  const second = createReceiver(workspace);
  const app = new App({
    token: workspace.botToken,
    receiver: first,
    logger: quiet,
    clientOptions: {
      slackApiUrl: workspace.apiUrl,
      timeout: 5000,
      retryConfig: { retries: 2, minTimeout: 50 },
    },
  });
  second.init(app);
  listen(app);
  const receivers = [first, second];
  const settled = receivers.map(watchConnection);
  await Promise.all([app.start(), second.start()]);
  return {
    app,
    receivers,
    client: clientOf(workspace),
    stop: async () => {
      await Promise.all(settled.map((wait) => wait()));
      await Promise.all(receivers.map((receiver) => receiver.client.disconnect()));
    },
  };
}
