import { describe, expect, test } from 'vitest';
import { goodCommit, olderCommit, shopDeployments, shopEnvs } from '#test/fakes/coolify-app.ts';
import { coolify, diagnose, eachOnCoolify, setApp, useToken } from './on-coolify.ts';

eachOnCoolify();

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
    useToken('5|sees-all');
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

describe('what it needs', () => {
  const needs = [{ redis: { coolify: 'shop-redis' } }, { mongodb: { coolify: 'rmq0000000000000000mongo' } }];
  const mongo = { uuid: 'rmq0000000000000000mongo', name: 'shop-mongo', type: 'standalone-mongodb' };
  const redis = { uuid: 'rmq0000000000000000redis', name: 'shop-redis', type: 'standalone-redis' };

  test('A.C28 A.C29 both run, as Coolify says', async () => {
    coolify.place.resources = [
      { ...redis, status: 'running:healthy' },
      { ...mongo, status: 'running (healthy)' },
    ];
    const { verdict, facts } = await diagnose('healthy', undefined, { needs });
    expect(facts('needs.redis')).toMatchObject({ up: true });
    expect(facts('needs.mongodb')).toMatchObject({ up: true });
    expect(verdict).toMatchObject({ id: 'healthy', warnings: [] });
  });
  test('A.C29 A.V7 its Redis is stopped', async () => {
    coolify.place.resources = [
      { ...redis, status: 'exited' },
      { ...mongo, status: 'running:healthy' },
    ];
    setApp({ status: 'restarting:unhealthy', restart_count: 4 });
    const { verdict } = await diagnose('traefikNobody', undefined, { needs });
    expect(verdict).toMatchObject({ id: 'need-down', otherCauses: [] });
    expect(verdict.headline.with).toMatchObject({ 'it.kind': 'redis', 'it.outcome': 'exited' });
    expect(verdict.symptoms.map(({ id }) => id)).toContain('crash-loop');
  });
  test('A.C29 a need that Coolify does not know is unknown, not down', async () => {
    const { status } = await diagnose('healthy', undefined, { needs });
    expect(status('needs.redis')).toBe('unknown');
  });
});
