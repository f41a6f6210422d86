import { App } from '@slack/bolt';
import type { Catalog } from '#catalog/catalog.ts';
import type { Connections } from './cards/status-card.ts';
import { loggerFor } from '#slack/client-log.ts';
import type { Clients } from '#slack/client.ts';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Redact } from '#redaction/redact.ts';
import type { OwnTeam } from '#slack/own-team.ts';
import { listenToDiagnoseButtons } from './buttons/diagnose-button.ts';
import { listenToLogsButton } from './buttons/logs-button.ts';
import { listenToOutageButtons } from './buttons/outage-buttons.ts';
import { listenToPlanButtons } from './buttons/plan-buttons.ts';
import { listenToRateButtons } from './buttons/rate-button.ts';
import { listenToRemedyButtons } from './buttons/remedy-button.ts';
import { listenToWordButtons } from './buttons/word-button.ts';
import { createAuthorize } from './authorize.ts';
import type { BotDeps } from './bot-deps.ts';
import { createChannelIds } from '#slack/channel-ids.ts';
import { listenToDiagnose } from './commands/diagnose.ts';
import { listenToOutage } from './commands/outage.ts';
import { listenToRunbook } from './commands/runbook.ts';
import { listenToResus } from './commands/resus.ts';
import { listenToServices } from './commands/services.ts';
import { listenToHome } from './events/home.ts';
import { listenToMentions } from './events/mention.ts';
import { createIdentity } from '#slack/identity.ts';
import { createHomes } from './homes.ts';
import { createHttpMode, type RequestListener } from './http-mode.ts';
import { watchIntake } from './middleware.ts';
import { createPlaces } from './channel-access.ts';
import { listenToShortcuts } from './shortcuts.ts';
import { createSockets } from './sockets.ts';
import type { UseCases } from './use-cases.ts';
import { listenToOutageViews } from './modals/outage-views.ts';
import { listenToPlanViews } from './modals/plan-views.ts';
import { listenToServicePicker } from './modals/service-picker.ts';

export type BotSettings = {
  readonly botToken: string;
  readonly apiUrl?: string;
  /** Socket Mode, or HTTP mode when the app has a signing secret instead. */
  readonly mode: { readonly appToken: string } | { readonly signingSecret: string };
};

export type BotOptions = {
  readonly settings: BotSettings;
  readonly useCases: UseCases;
  readonly catalog: () => Catalog;
  readonly client: Clients['interactive'];
  readonly ownTeam: () => Promise<OwnTeam>;
  /** For what was typed and is said back. */
  readonly redact: Redact;
  readonly log: Log;
};

export type Bot = {
  /** Resolves when Slack can reach us. Keeps trying while Slack is away; rejects when Slack refuses us. */
  readonly start: () => Promise<void>;
  /** No new work; what is running gets `drainMs` to answer. */
  readonly stop: (drainMs: number) => Promise<void>;
  readonly connections: () => Connections;
  /** HTTP mode: to be mounted at /slack/events by whoever owns the server. */
  readonly requestListener?: RequestListener;
};

export function createBot(options: BotOptions): Bot {
  const { settings, useCases, catalog, client, ownTeam, redact, log } = options;
  const { mode, botToken, apiUrl } = settings;
  const api = apiUrl === undefined ? {} : { apiUrl };
  const door =
    'appToken' in mode
      ? createSockets({ appToken: mode.appToken, ...api }, log)
      : createHttpMode(mode, log, systemClock);
  const app = new App({
    authorize: createAuthorize(botToken, client),
    receiver: door.receivers[0],
    logger: loggerFor(log),
    // Also how long an answer to a response_url may take.
    clientOptions: { ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }), fetch: fetchWithin },
  });
  app.error(async (error) => log.error({ err: error }, 'a listener failed'));
  const intake = watchIntake(app, log);
  const places = createPlaces({ client, catalog, log });
  const identity = createIdentity({ client, ownTeam, log });
  const { connections } = door;
  const channelIds = createChannelIds(client);
  const own = { places, channelIds, identity, connections };
  const deps: BotDeps = { ...own, useCases, catalog, client, redact, log };
  for (const listen of listeners) listen(app, deps);
  const homes = createHomes(deps);
  listenToHome(app, deps, homes);
  return {
    start: () => door.start(app),
    stop: async (drainMs) => {
      homes.stop();
      await door.stop();
      await intake.drained(drainMs);
    },
    connections: door.connections,
    ...('requestListener' in door ? { requestListener: door.requestListener } : {}),
  };
}

const listeners = [
  listenToDiagnose,
  listenToServices,
  listenToResus,
  listenToRunbook,
  listenToOutage,
  listenToMentions,
  listenToDiagnoseButtons,
  listenToRemedyButtons,
  listenToPlanButtons,
  listenToPlanViews,
  listenToOutageButtons,
  listenToOutageViews,
  listenToLogsButton,
  listenToRateButtons,
  listenToWordButtons,
  listenToServicePicker,
  listenToShortcuts,
];

/** Slack's own limit for an interaction; later an answer helps nobody. */
const answerMs = 3000;

const fetchWithin: typeof fetch = (url, init) =>
  fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(answerMs) });
