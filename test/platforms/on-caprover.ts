import { afterEach, beforeEach, expect } from 'vitest';
import { caproverSecrets, databaseApp, portalApp } from '#test/fakes/caprover-app.ts';
import { dockerHost } from '#test/fakes/docker-host.ts';
import type { DockerState, FakeService } from '#test/fakes/docker-state.ts';
import { captainPassword, type FakeCaprover, startCaprover } from '#test/fakes/fake-caprover.ts';
import { type FakeEdge, type Page, startEdge } from '#test/fakes/fake-edge.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { look, type Looked } from './look.ts';

export let caprover: FakeCaprover;
let edge: FakeEdge;
let password = captainPassword;

export function usePassword(other: string): void {
  password = other;
}

/** A fresh CapRover and a fresh public side for every test of a file. */
export function eachOnCaprover(): void {
  beforeEach(async () => {
    caprover = await startCaprover();
    edge = await startEdge();
    password = captainPassword;
    says(...gunicorn);
  });
  afterEach(async () => {
    await Promise.all([caprover.close(), edge.close()]);
  });
}

export const gunicorn = [
  '[2026-11-20 22:00:00 +0000] [7] [INFO] Starting gunicorn 20.1.0',
  '[2026-11-20 22:00:00 +0000] [7] [INFO] Listening at: http://0.0.0.0:80 (7)',
  '[2026-11-20 22:00:00 +0000] [9] [INFO] Booting worker with pid: 9',
];

/** The log, one line a second, the last one this moment. */
export function says(...lines: string[]): void {
  const first = Date.parse('2026-11-20T23:59:59Z') - lines.length * 1_000;
  caprover.place.log = lines.map((text, index) => ({
    at: new Date(first + index * 1_000).toISOString().replace('Z', '000001Z'),
    text,
  }));
}

export function setApp(changes: Parameters<typeof portalApp>[0]): void {
  caprover.place.apps = [portalApp(changes), databaseApp()];
}

const required = ['DJANGO_SETTINGS_MODULE', 'DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD'];
const equals = { DB_HOST: 'srv-captain--portal-db', DJANGO_SETTINGS_MODULE: 'portal.settings_caprover' };

export async function diagnose(
  page: Page,
  docker?: DockerState,
  more: Record<string, unknown> = {},
): Promise<Looked> {
  edge.show(page);
  const catalog = platformCatalog(
    { caprover: caprover.url },
    {
      portal: {
        title: 'Portal',
        run: { caprover: 'portal' },
        public: {
          url: `http://portal.example.test:${edge.port}/health`,
          resolve: '127.0.0.1',
          expect: { status: 200, body: 'OK' },
        },
        env: { required, equals },
        ...(docker === undefined ? {} : { host: 'node-1' }),
        ...more,
      },
    },
  );
  const host = docker === undefined ? undefined : dockerHost(docker);
  try {
    const looked = await look(catalog, { 'env:CAPROVER_PASSWORD': password }, host);
    const all = JSON.stringify([looked.observations, looked.verdict]);
    for (const secret of [...caproverSecrets, captainPassword]) expect(all).not.toContain(secret);
    return looked;
  } finally {
    host?.close();
  }
}

export function swarm(service: Partial<FakeService>): DockerState {
  const other = { name: 'portal-db', replicas: '1/1', tasks: [], log: [] };
  const own = {
    name: 'srv-captain--portal',
    replicas: '1/1',
    tasks: [{ desired: 'Running', current: 'Running 3 hours ago' }],
    log: [],
    ...service,
  };
  return { services: [other, { ...other, name: 'srv-captain--portal-old' }, own] };
}
