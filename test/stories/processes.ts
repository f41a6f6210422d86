import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type EmbeddedRedis, startEmbeddedRedis } from '#app/embedded-redis.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { getPart } from '#test/needs.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { run, type Spawned } from './process.ts';

/** The product as processes, as `resus start` makes them; what happens to them happens in production too. */
export type Processes = {
  readonly workspace: Workspace;
  redis: EmbeddedRedis;
  /** One process, once it says that it is ready. */
  readonly start: (...args: string[]) => Promise<Spawned>;
  /** Kills Redis, and starts it again on what it had written. */
  readonly killRedis: (during: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startProcesses(catalog: WrittenCatalog): Promise<Processes> {
  const dir = mkdtempSync(join(tmpdir(), 'resus-story-'));
  writeFileSync(join(dir, 'resus.yaml'), stringify(catalog));
  const startRedis = (): Promise<EmbeddedRedis> => startEmbeddedRedis(dir, getPart('redis'));
  const workspace = await startWorkspace();
  const started: Spawned[] = [];
  const all: Processes = {
    workspace,
    redis: await startRedis(),
    start: async (...args) => {
      const one = run(['src/main.ts', 'start', ...args], {
        REDIS_URL: all.redis.url,
        RESUS_CONFIG: join(dir, 'resus.yaml'),
        RESUS_DATA: dir,
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_API_URL: workspace.apiUrl,
      });
      started.push(one);
      await one.says(/Resus is ready/);
      return one;
    },
    killRedis: async (during) => {
      process.kill(Number(all.redis.pid), 'SIGKILL');
      // Waits until it is gone.
      await all.redis.stop();
      await during();
      all.redis = await startRedis();
    },
    stop: async () => {
      await Promise.all(started.map((one) => one.stop('SIGKILL')));
      await workspace.stop();
      await all.redis.stop();
      rmSync(dir, { recursive: true, force: true });
      checkShapes(workspace);
    },
  };
  return all;
}
