import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type App, createApp } from '#app/app.ts';
import { type EmbeddedRedis, startEmbeddedRedis } from '#app/embedded-redis.ts';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { getPart } from '#test/needs.ts';
import { checkShapes } from '#test/refused-shapes.ts';

/** The whole product in this process, on a real Redis of its own and the sandbox workspace instead of Slack. */
export type Product = {
  readonly workspace: Workspace;
  readonly redis: EmbeddedRedis;
  /** Stops everything but Redis and Slack, and starts it again. */
  readonly restart: (during?: () => Promise<void>) => Promise<void>;
  readonly configFile: string;
  /** What was said at the terminal. */
  readonly told: readonly string[];
  /** Where health, heartbeats and alerts are served. */
  readonly httpUrl: string;
  /** The parent message of the newest run once it shows an end, with its thread. */
  readonly ended: (after?: string) => Promise<Thread>;
  readonly stop: () => Promise<void>;
};
export type Thread = { readonly parent: Message; readonly replies: readonly Message[] };

/** A parent message at its end says so in its first sign. */
const endSigns = /^(?:🟢|🔴|🟡|⚪|❌|✖|⚠)/u;

export async function startProduct(catalog: WrittenCatalog): Promise<Product> {
  const dir = mkdtempSync(join(tmpdir(), 'resus-story-'));
  const configFile = join(dir, 'resus.yaml');
  writeFileSync(configFile, stringify(catalog));
  const redis = await startEmbeddedRedis(dir, getPart('redis'));
  const workspace = await startWorkspace();
  const told: string[] = [];
  const start = (): Promise<App> =>
    createApp(
      {
        redisUrl: redis.url,
        configFile,
        dataDir: dir,
        logLevel: process.env['LOG_LEVEL'] ?? 'fatal',
        isProduction: false,
        parts: ['bot', 'worker', 'watch'],
        http: { host: '127.0.0.1', port: 0 },
        slack: { botToken: workspace.botToken, appToken: workspace.appToken, apiUrl: workspace.apiUrl },
      },
      { tell: (line) => told.push(line), isLab: false },
    );
  let app = await start();
  return {
    workspace,
    redis,
    restart: async (during) => {
      await app.stop();
      await during?.();
      app = await start();
    },
    configFile,
    told,
    httpUrl: /health on (http:[^)]+)\)/.exec(told.join('\n'))?.[1] ?? '',
    ended: (after = '0') => endedThread(workspace, after),
    stop: async () => {
      await app.stop();
      await workspace.stop();
      await redis.stop();
      rmSync(dir, { recursive: true, force: true });
      checkShapes(workspace);
    },
  };
}

async function endedThread(workspace: Workspace, after: string): Promise<Thread> {
  const found = await workspace.until(() => {
    const parent = workspace
      .messages('#ops')
      .findLast((message) => message.thread_ts === undefined && message.bot === true && message.ts > after);
    if (parent === undefined || !endSigns.test(parent.text)) return undefined;
    const [, ...replies] = workspace.thread('#ops', parent.ts);
    // Progress, verdict, evidence.
    return replies.length >= 3 ? { parent, replies } : undefined;
  }, 20_000);
  if (found === undefined) throw new Error('no end was shown');
  return found;
}
