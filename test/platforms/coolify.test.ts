import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  coolifySecrets,
  goodCommit,
  olderCommit,
  shopApp,
  shopDeployments,
  shopEnvs,
  shopUuid,
} from '#test/fakes/coolify-app.ts';
import { dockerHost } from '#test/fakes/docker-host.ts';
import type { DockerState } from '#test/fakes/docker-state.ts';
import { type FakeCoolify, readToken, startCoolify } from '#test/fakes/fake-coolify.ts';
import { type FakeEdge, type Page, startEdge } from '#test/fakes/fake-edge.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { look, type Looked } from './look.ts';

let coolify: FakeCoolify;
let edge: FakeEdge;
let token = readToken;

beforeEach(async () => {
  coolify = await startCoolify();
  edge = await startEdge();
  token = readToken;
});
afterEach(async () => {
  await Promise.all([coolify.close(), edge.close()]);
});

const required = ['NODE_ENV', 'DB_URI', 'PORT', 'JWT_SECRET_KEY', 'REDIS_HOST'];

/** A diagnosis of the shop's API; with `docker`, a host is given and asked over its shell. */
async function diagnose(
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

function setApp(changes: Parameters<typeof shopApp>[0]): void {
  coolify.place.apps = [shopApp(changes)];
}

const container = (changes: Partial<NonNullable<DockerState['containers']>[number]> = {}): DockerState => ({
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

describe('healthy', () => {
  test('A.V14 A.C13 a healthy application is healthy, and nothing else is claimed', async () => {
    const { verdict, facts } = await diagnose('healthy');
    expect(verdict).toMatchObject({ id: 'healthy', outcome: 'healthy', otherCauses: [], warnings: [] });
    expect(facts('process')).toMatchObject({ state: 'running', health: 'healthy' });
  });
  test('A.C5 the application is found by its domain', async () => {
    const { facts } = await diagnose('healthy', undefined, { run: { coolify: 'api.example.test' } });
    expect(facts('platform')).toMatchObject({ found: true, name: 'shop-api', status: 'running:healthy' });
  });
  test('A.C18 A.C19 A.C20 A.C21 A.C22 good signs of the log are seen', async () => {
    coolify.place.log = [
      'MongoDB connected successfully',
      'Redis connection initialized',
      'Server listening on port 8000',
      "Allowed CORS origins: [ 'https://shop.example.test' ]",
      'CORS allowed origin: https://shop.example.test',
    ];
    expect((await diagnose('healthy')).facts('logs')).toMatchObject({
      goodSigns: ['g-mongo', 'g-redis', 'g-listen', 'g-cors-list', 'g-cors-ok'],
      serving: true,
      boundPort: 8000,
    });
  });
  test('A.C27 limits are told', async () => {
    expect((await diagnose('healthy')).facts('platform')).toMatchObject({
      memoryLimitBytes: 536_870_912,
      cpuLimit: 1,
    });
  });
});

describe('what runs', () => {
  test.each([
    ['exited:unhealthy', 'backend-not-running'],
    ['exited', 'backend-not-running'],
    ['running (unhealthy)', 'platform-unhealthy'],
    ['restarting:unhealthy', 'crash-loop'],
    ['degraded:unhealthy', 'crash-loop'],
    ['starting:unknown', 'starting'],
    ['paused:unknown', 'process-paused'],
  ])('A.C5 A.V1 Coolify says %s → %s', async (status, id) => {
    setApp({ status, restart_count: 3 });
    const { verdict } = await diagnose('traefikNobody');
    expect(verdict.id).toBe(id);
    expect(verdict.symptoms.map((one) => one.id)).toContain('bad-gateway');
    expect(verdict.proof.length).toBeGreaterThan(0);
  });
  test('A.V11 Coolify stopped it after too many crashes (B43)', async () => {
    setApp({ status: 'exited:unhealthy', restart_count: 10, last_restart_type: 'crash' });
    const { verdict } = await diagnose('traefikNobody');
    expect(verdict).toMatchObject({ id: 'coolify-gave-up', otherCauses: [] });
    expect(verdict.remedies.map(({ action }) => action)).toEqual(['start', 'rollback']);
  });
  test('a stopped log is told as unknown, never as clean (B10)', async () => {
    setApp({ status: 'exited:unhealthy' });
    const { status, facts } = await diagnose('traefikNobody');
    expect(status('logs')).toBe('unknown');
    expect(facts('logs')).toEqual({});
  });
  test('Coolify lost the server: what it says of the application is not believed (B44)', async () => {
    setApp({ status: 'exited:unhealthy', server_status: false });
    coolify.place.reachesServer = false;
    const { verdict, status } = await diagnose('healthy');
    expect(verdict).toMatchObject({ id: 'healthy', warnings: [{ id: 'platform-lost-sight' }] });
    expect(status('process')).toBe('unknown');
  });
  test('an application that no longer exists', async () => {
    coolify.place.apps = [];
    expect((await diagnose('traefikNobody')).verdict.id).toBe('platform-app-unknown');
  });
  test('without a usable token nothing is claimed of the inside', async () => {
    token = '4|deploy-only';
    const { verdict, status } = await diagnose('traefikNobody');
    expect(status('platform')).toBe('unknown');
    expect(status('process')).toBe('unknown');
    expect(verdict.unknown.map(({ probe }) => probe)).toContain('platform');
    expect(verdict.id).toBe('bad-gateway');
  });
});

describe('over SSH, when the host is known (B46)', () => {
  test('A.C6 the log of a dead container is read, although Coolify refuses it', async () => {
    setApp({ status: 'exited:unhealthy' });
    const { verdict, facts } = await diagnose(
      'traefikNobody',
      container({
        status: 'exited',
        exitCode: 1,
        log: ['2026-11-20T23:59:49.000000000Z MongoDB connection failed: MongoNetworkError'],
      }),
    );
    expect(facts('process')).toMatchObject({ kind: 'coolify', state: 'failed', exitCode: 1 });
    expect(verdict.id).toBe('mongo-unreachable');
    expect(verdict.symptoms.map(({ id }) => id)).toContain('backend-crashed');
  });
  test('A.V8 A.C27 killed for memory', async () => {
    setApp({ status: 'exited:unhealthy' });
    const docker = container({ status: 'exited', exitCode: 137, oomKilled: true, log: [] });
    const { verdict } = await diagnose('traefikNobody', docker);
    expect(verdict.id).toBe('oom-systemd');
    expect(verdict.remedies.map(({ action }) => action)).toContain('raise-memory');
  });
  test("Coolify's word is old: Docker's counts", async () => {
    setApp({ status: 'running:healthy' });
    const { verdict } = await diagnose('traefikNobody', container({ status: 'exited', log: [] }));
    expect(verdict.id).toBe('backend-not-running');
    expect(verdict.warnings.map(({ id }) => id)).toContain('platform-status-stale');
  });
  test('no container at all', async () => {
    setApp({ status: 'exited:unhealthy' });
    expect((await diagnose('traefikNobody', { containers: [] })).verdict.id).toBe('container-gone');
  });
  test('the Docker engine is down', async () => {
    const { facts } = await diagnose('traefikNobody', { isDown: true });
    expect(facts('process')).toMatchObject({ failure: 'manager_down' });
  });
});

describe('how it is set up', () => {
  test('A.C10 A.V10 the proxy asks another port than the service listens on', async () => {
    setApp({ ports_exposes: '3000' });
    const { verdict } = await diagnose('traefikRefused');
    expect(verdict).toMatchObject({ id: 'platform-port-mismatch', otherCauses: [] });
    const quotes = verdict.proof.map(({ quote }) => quote).join('\n');
    expect(quotes).toContain('ports_exposes=3000');
    expect(quotes).toContain('Server listening on port 8000');
  });
  test('A.C10 the port in a domain is the port of the container', async () => {
    setApp({ fqdn: 'https://api.example.test:9000', ports_exposes: '8000' });
    expect((await diagnose('traefikRefused')).verdict.id).toBe('platform-port-mismatch');
  });
  test('a service that refuses the proxy on the right port', async () => {
    coolify.place.log = [];
    expect((await diagnose('traefikRefused')).verdict.id).toBe('platform-proxy-refused');
  });
  test('its domain is not attached', async () => {
    setApp({ fqdn: 'https://other.example.test' });
    expect((await diagnose('traefikNobody')).verdict.id).toBe('platform-domain-missing');
  });
  test('A.V9 the proxy waits in vain', async () => {
    expect((await diagnose('traefikTimeout')).verdict.id).toBe('platform-app-slow');
  });
  test('A.C8 A.V5 a variable is missing', async () => {
    coolify.place.envs = shopEnvs.filter(({ key }) => key !== 'DB_URI');
    setApp({ status: 'restarting:unhealthy', restart_count: 4 });
    const { verdict, facts } = await diagnose('traefikNobody');
    expect(facts('env')).toMatchObject({ missing: ['DB_URI'], present: 4 });
    expect(verdict.id).toBe('env-missing');
  });
  test('A.C9 A.C12 a wrong value and a placeholder are told by name only', async () => {
    token = '5|sees-all';
    coolify.place.envs = [
      ...shopEnvs.filter(({ key }) => key !== 'NODE_ENV' && key !== 'REDIS_HOST'),
      { key: 'NODE_ENV', value: 'development' },
      { key: 'REDIS_HOST', value: 'your-redis-host' },
    ];
    const { facts, observations } = await diagnose('healthy');
    expect(facts('env')).toMatchObject({ wrong: ['NODE_ENV'], placeholder: ['REDIS_HOST'] });
    expect(JSON.stringify(observations)).not.toMatch(/development|your-redis/);
  });
});

describe('what its log says', () => {
  test.each([
    ['A.C23 A.V6', 'MongoDB connection failed: timed out', 'mongo-unreachable'],
    ['A.C24 A.V7', 'Redis initialization failed: connect ECONNREFUSED 127.0.0.1:6379', 'redis-unreachable'],
    ['A.C25 A.V5', 'Error: Required environment variables are missing: DB_URI', 'env-missing'],
  ])('%s %s → %s', async (_ids, line, id) => {
    coolify.place.log = [line];
    const { verdict } = await diagnose('appError');
    expect(verdict.id).toBe(id);
    expect(verdict.symptoms.map((one) => one.id)).toContain('public-app-error');
  });
  test('A.C26 a refused origin is seen in the log', async () => {
    coolify.place.log = ['CORS blocked request from origin: https://shop.example.test'];
    expect((await diagnose('healthy')).facts('logs')['signatures']).toContain('cors-blocked');
  });
});

describe('what was deployed', () => {
  test('A.C7 a deployment under way', async () => {
    coolify.place.deployments = shopDeployments({ status: 'in_progress', finished_at: null });
    setApp({ status: 'exited:unhealthy' });
    const { verdict, facts } = await diagnose('traefikNobody');
    expect(facts('platform')).toMatchObject({ building: true, lastDeploymentStatus: 'in_progress' });
    expect(verdict).toMatchObject({ id: 'being-deployed', provisional: true });
  });
  test('A.C7 the newest deployment failed while the old version serves', async () => {
    coolify.place.deployments = shopDeployments({ status: 'failed', commit: 'f'.repeat(40) });
    const { verdict, facts } = await diagnose('healthy');
    expect(verdict).toMatchObject({ id: 'healthy', warnings: [{ id: 'deployment-failed' }] });
    expect(facts('platform')).toMatchObject({
      deployedCommit: goodCommit,
      lastDeploymentCommit: 'f'.repeat(40),
    });
  });
  test('A.C31 A.V11 the last good deployment, and whether its image is still there (B41)', async () => {
    const bad = { commit: 'b'.repeat(40), finished_at: '2026-11-20T23:50:00.000000Z' };
    coolify.place.deployments = shopDeployments(bad);
    setApp({ status: 'restarting:unhealthy', restart_count: 4 });
    const { verdict, facts } = await diagnose('traefikNobody');
    expect(facts('platform')).toMatchObject({
      deployedCommit: 'b'.repeat(40),
      deployedAgeS: 600,
      deployedRecently: true,
      lastGood: goodCommit,
      lastGoodKept: true,
    });
    expect(verdict.warnings.map(({ id }) => id)).toContain('deployed-just-before');
    coolify.place.images = [{ tag: olderCommit, created_at: '', is_current: false }];
    expect((await diagnose('traefikNobody')).facts('platform')['lastGoodKept']).toBe(false);
  });
  test('a restart is no deployment, a preview is not this application, HEAD is no commit', async () => {
    coolify.place.deployments = shopDeployments(
      { pull_request_id: 12, commit: 'c'.repeat(40) },
      { commit: 'HEAD', restart_only: true, finished_at: '2026-11-20T23:59:00.000000Z' },
    );
    const { facts } = await diagnose('healthy');
    expect(facts('platform')).toMatchObject({ deployedRecently: false, lastDeploymentStatus: 'finished' });
    expect(facts('platform')['deployedCommit']).toBe(goodCommit);
    expect(facts('platform')['lastGood']).toBe(olderCommit);
  });
  test('a Coolify before 4.3.0 tells no images', async () => {
    coolify.place.version = '4.2.0';
    const { facts } = await diagnose('healthy');
    expect(facts('platform')['lastGood']).toBe(olderCommit);
    expect(facts('platform')).not.toHaveProperty('lastGoodKept');
  });
});
