import { describe, expect, test } from 'vitest';
import { container, coolify, diagnose, eachOnCoolify, setApp, useToken } from './on-coolify.ts';

eachOnCoolify();

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
    useToken('4|deploy-only');
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
