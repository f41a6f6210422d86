import { afterEach, beforeEach, expect } from 'vitest';
import { coolifySecrets, shopApp, shopUuid } from '#test/fakes/coolify-app.ts';
import { dockerHost } from '#test/fakes/docker-host.ts';
import type { DockerState } from '#test/fakes/docker-state.ts';
import { type FakeCoolify, readToken, startCoolify } from '#test/fakes/fake-coolify.ts';
import { type FakeEdge, type Page, startEdge } from '#test/fakes/fake-edge.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { look, type Looked } from './look.ts';

export let coolify: FakeCoolify;
let edge: FakeEdge;
let token = readToken;

export function useToken(other: string): void {
  token = other;
}

/** A fresh Coolify and a fresh public side for every test of a file. */
export function eachOnCoolify(): void {
  beforeEach(async () => {
    coolify = await startCoolify();
    edge = await startEdge();
    token = readToken;
  });
  afterEach(async () => {
    await Promise.all([coolify.close(), edge.close()]);
  });
}

const required = ['NODE_ENV', 'DB_URI', 'PORT', 'JWT_SECRET_KEY', 'REDIS_HOST'];

/** A diagnosis of the shop's API; with `docker`, a host is given and asked over its shell. */
export async function diagnose(
  page: Page,
  docker?: DockerState,
  more: Record<string, unknown> = {},
): Promise<Looked> {
  edge.show(page);
  const catalog = platformCatalog(
    { coolify: coolify.url },
    {
      api: {
        title: 'Shop API',
        run: { coolify: shopUuid },
        public: {
          url: `http://api.example.test:${edge.port}/health`,
          resolve: '127.0.0.1',
          expect: { status: 200 },
        },
        env: { required, equals: { NODE_ENV: 'production' } },
        ...(docker === undefined ? {} : { host: 'node-1' }),
        ...more,
      },
    },
  );
  const host = docker === undefined ? undefined : dockerHost(docker);
  try {
    const looked = await look(catalog, { 'env:COOLIFY_READ': token }, host);
    const all = JSON.stringify([looked.observations, looked.verdict]);
    for (const secret of coolifySecrets) expect(all).not.toContain(secret);
    return looked;
  } finally {
    host?.close();
  }
}

export function setApp(changes: Parameters<typeof shopApp>[0]): void {
  coolify.place.apps = [shopApp(changes)];
}

export const container = (
  changes: Partial<NonNullable<DockerState['containers']>[number]> = {},
): DockerState => ({
  containers: [
    {
      name: `${shopUuid}-231800123456`,
      labels: { 'coolify.managed': 'true', 'coolify.applicationId': '7' },
      status: 'running',
      log: ['2026-11-20T10:02:03.000000000Z Server listening on port 8000'],
      ...changes,
    },
  ],
});
