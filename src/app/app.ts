import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AppError } from '#base/errors.ts';
import { createRedact } from '#redaction/redact.ts';
import { type RunningBot, startBot } from './bot.ts';
import { type ProcessContext, openProcessContext, tellCatalogChanges, tellRedis } from './process-context.ts';
import { startEmbeddedRedis } from './embedded-redis.ts';
import { type EmbeddedSandbox, startSandbox } from './embedded-sandbox.ts';
import { endOldOutages } from '#outages/end-old-outages.ts';
import { startHealthServer } from './health-server.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { followCatalog, loadCatalog } from './load-catalog.ts';
import { loadRunbooksBeside } from './load-runbooks.ts';
import { replacedIn } from '#runbooks/library.ts';
import { createLog } from './log.ts';
import { examineChannels } from '#doctor/examine-slack.ts';
import type { Settings } from './settings.ts';
import { servicesWithoutChannelLines } from '#doctor/told-nowhere.ts';
import { startWatch, type RunningWatch } from './watch.ts';
import { startWorker } from './worker.ts';

export type App = { readonly stop: () => Promise<void> };
export type StartOptions = {
  readonly tell: (message: string) => void;
  readonly isLab: boolean;
  /** Of the sandbox alone: what a catalog says of watching is left out there. */
  readonly isUnwatched?: boolean;
};

/** Starts what the settings ask for and says where it is. What was started is stopped again when a later part fails. */
export async function createApp(settings: Settings, options: StartOptions): Promise<App> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    // In reverse: what was started later needs what was started earlier.
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    await start(settings, options, stops);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  settings: Settings,
  options: StartOptions,
  stops: (() => Promise<void> | void)[],
): Promise<void> {
  const { tell } = options;
  const library = loadRunbooksBeside(settings.configFile);
  for (const line of replacedIn(library)) tell(line);
  const [redis, sandbox] = await startEmbedded(settings, options, stops);
  const redisUrl = settings.redisUrl ?? redis?.url ?? '';
  const slack = settings.slack ?? sandbox;
  if (slack === undefined)
    throw new AppError('config_missing', 'Neither Slack tokens nor a sandbox: nothing could talk to anyone.');
  const catalogFile = sandbox?.catalog ?? settings.configFile;
  const secrets = [
    ...knownSecrets(process.env, loadCatalog(catalogFile)),
    slack.botToken,
    slack.appToken ?? '',
    slack.signingSecret ?? '',
  ];
  const redact = createRedact(secrets);
  const log = createLog(settings.logLevel, redact);
  const catalog = followCatalog(catalogFile);
  stops.push(catalog.stop);
  const core = openProcessContext({ log, redact, redisUrl, slack, catalog, library });
  stops.push(core.close);
  tellCatalogChanges(core);
  await tellRedis(core, tell);
  // In a Redis of somebody else there may be outages of somebody else.
  if (sandbox !== undefined && redis !== undefined) await endOldOutages(core);
  for (const line of servicesWithoutChannelLines(catalog.current())) tell(line);
  const { bot, watch } = await startParts(core, settings, stops);
  const health = await startHealthServer(settings.http, () => readinessOf(core, bot), core.metrics, {
    '/slack/': bot?.requestListener,
    '/beat/': watch?.beats,
    '/alerts/': watch?.alerts,
  });
  stops.push(health.stop);
  if (sandbox !== undefined) tell(`No Slack tokens: the sandbox workspace is at ${sandbox.pageUrl}`);
  tell(
    `Resus is ready (${settings.parts.join(', ')}; ${Object.keys(catalog.current().services).length} services; health on ${health.url}).`,
  );
  // In the background: a slow Slack must not keep a monitor from running.
  if (bot !== undefined) void tellChannels(core, tell);
}

/** A channel that is misspelt, or that nobody invited Resus into, is found out now and not at three in the morning. */
async function tellChannels(core: ProcessContext, tell: (message: string) => void): Promise<void> {
  const found = await examineChannels({
    catalog: core.catalog.current(),
    client: core.clients.interactive,
  });
  for (const { ok, about, says } of found) if (!ok) tell(`${about}: ${says}`);
}

/** Redis and the sandbox do not need each other to start. */
async function startEmbedded(
  settings: Settings,
  { tell, isLab, isUnwatched }: StartOptions,
  stops: (() => Promise<void> | void)[],
): Promise<[{ url: string } | undefined, EmbeddedSandbox | undefined]> {
  const needsSandbox = settings.slack === undefined;
  if (needsSandbox && existsSync(settings.configFile)) {
    throw new AppError(
      'config_missing',
      `There is a catalog of real services (${settings.configFile}) but no Slack tokens. In the sandbox anyone can act as anyone, so it loads its demo services only. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or point RESUS_CONFIG elsewhere.`,
    );
  }
  const started = await Promise.allSettled([
    settings.redisUrl === undefined
      ? startEmbeddedRedis(settings.dataDir, process.env['RESUS_REDIS_SERVER']).then(
          (one) => (stops.push(one.stop), one),
        )
      : undefined,
    needsSandbox
      ? startSandbox(
          settings.dataDir,
          isUnwatched === true ? ['--no-watch'] : [],
          isLab ? 'lab' : 'demo',
        ).then((one) => (stops.push(one.stop), one))
      : undefined,
  ]);
  const [redis, sandbox] = started.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const near = relative(process.cwd(), settings.dataDir);
  const data = join(near.startsWith('..') ? settings.dataDir : near, 'redis');
  if (redis !== undefined) tell(`No REDIS_URL: using a private redis-server with its data in ${data}.`);
  return [redis as { url: string } | undefined, sandbox as EmbeddedSandbox | undefined];
}

async function startParts(
  core: ProcessContext,
  { parts, dataDir }: Settings,
  stops: (() => Promise<void> | void)[],
): Promise<{ bot?: RunningBot; watch?: RunningWatch }> {
  if (parts.includes('worker')) stops.push((await startWorker(core, dataDir)).stop);
  const watch = parts.includes('watch') ? await startWatch(core) : undefined;
  if (watch !== undefined) stops.push(watch.stop);
  const bot = parts.includes('bot') ? await startBot(core) : undefined;
  if (bot !== undefined) stops.push(bot.stop);
  return { ...(bot === undefined ? {} : { bot }), ...(watch === undefined ? {} : { watch }) };
}

async function readinessOf(
  core: ProcessContext,
  bot: RunningBot | undefined,
): Promise<{ ready: boolean; parts: Record<string, boolean> }> {
  const redis = await core.checkRedis().then(
    ({ ok }) => ok,
    () => false,
  );
  const slack = bot?.isConnected() ?? true;
  return { ready: redis && slack, parts: { redis, slack } };
}
