import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goodCommit, olderCommit, shopUuid } from '#test/fakes/coolify-app.ts';
import { deployToken, type FakeCoolify, readToken, startCoolify } from '#test/fakes/fake-coolify.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import type { Change } from './change.ts';
import { createPlatformChanges } from './change-platform.ts';

let fake: FakeCoolify;
let deploy = deployToken;
let url = '';
const app = `/api/v1/applications/${shopUuid}`;

beforeEach(async () => {
  fake = await startCoolify();
  deploy = deployToken;
  url = fake.url;
});
afterEach(() => fake.close());

function send(change: Partial<Change>, timeoutMs = 2_000, cancelled = new AbortController().signal) {
  const catalog = platformCatalog({ coolify: url });
  const values: Record<string, string> = {
    'env:COOLIFY_READ': readToken,
    'env:COOLIFY_DEPLOY': deploy,
    'env:NEW_VALUE': 'a-new-s3cret\n',
  };
  const changes = createPlatformChanges({
    catalog: () => catalog,
    readReference: (reference) => Promise.resolve(values[reference] ?? ''),
    clock: { now: () => 1_000_000 },
    pollMs: 5,
  });
  const whole = {
    platform: 'coolify',
    url: fake.url,
    method: 'POST',
    path: `${app}/restart`,
    ...change,
  } as const;
  return changes(whole, timeoutMs, cancelled);
}
const follow = 'coolify_deployment';
const calls = (): string[] => fake.place.changed.map(({ call }) => call);

describe('a deployment is followed to its end', () => {
  test('finished is a success, failed is not', async () => {
    expect(await send({ follow })).toMatchObject({
      outcome: 'succeeded',
      output: expect.stringContaining('finished') as string,
    });
    fake.place.queue.ends = 'failed';
    expect(await send({ follow })).toMatchObject({ outcome: 'failed' });
    expect(calls()).toEqual([`POST ${app}/restart`, `POST ${app}/restart`]);
  });

  test('an application by its name, and /deploy, which answers with a list', async () => {
    const done = await send({ path: '/api/v1/deploy?uuid=shop-api', follow });
    expect(done).toMatchObject({ outcome: 'succeeded' });
    expect(calls()).toEqual(['POST /api/v1/deploy']);
  });

  test('a full queue gives an id that never exists: it was never begun (B38)', async () => {
    fake.place.queue.isFull = true;
    expect(await send({ follow })).toMatchObject({
      outcome: 'refused',
      output: expect.stringContaining('queue is full') as string,
    });
  });

  test('skipped because the same commit is queued: that deployment is followed', async () => {
    fake.place.queue.skips = true;
    expect(await send({ follow })).toMatchObject({
      outcome: 'refused',
      output: expect.stringContaining('already queued') as string,
    });
    fake.place.deployments.unshift({ deployment_uuid: 'other1', status: 'queued', commit: goodCommit });
    expect(await send({ follow })).toMatchObject({
      outcome: 'succeeded',
      output: expect.stringContaining('other1') as string,
    });
  });

  test('rollback names the commit alone, and an older Coolify does not know it', async () => {
    const rollback = { path: `${app}/rollback`, body: { commit: olderCommit }, follow } as const;
    expect(await send(rollback)).toMatchObject({
      outcome: 'succeeded',
      output: expect.stringContaining('of 89e6c98d') as string,
    });
    fake.place.version = '4.2.0';
    expect(await send(rollback)).toMatchObject({
      outcome: 'refused',
      output: expect.stringContaining('4.3.0') as string,
    });
  });

  test('when the time is over it is cancelled there, or said to be still running', async () => {
    fake.place.queue.looks = 1_000_000;
    expect(await send({ follow }, 150)).toMatchObject({
      outcome: 'timed_out',
      output: expect.stringContaining('was stopped on Coolify') as string,
    });
    fake.place.queue.cancels = false;
    expect(await send({ follow }, 150)).toMatchObject({
      outcome: 'timed_out',
      output: expect.stringContaining('still in_progress') as string,
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await send({ follow }, 5_000, stop.signal)).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('what is sent', () => {
  test('stop keeps the images that a rollback needs', async () => {
    await send({ path: `${app}/stop?docker_cleanup=false` });
    expect(calls()).toEqual([`POST ${app}/stop?docker_cleanup=false`]);
  });

  test('a variable by reference; what it is otherwise stays, and one that is new is made', async () => {
    const body = { key: 'REDIS_HOST', value: { reference: 'env:NEW_VALUE' }, is_preview: false };
    fake.place.envs = [{ key: 'REDIS_HOST', value: 'redis', is_literal: true }];
    expect(await send({ method: 'PATCH', path: `${app}/envs`, body })).toMatchObject({
      outcome: 'succeeded',
    });
    expect(fake.place.envs).toEqual([{ key: 'REDIS_HOST', value: 'a-new-s3cret', is_literal: true }]);
    const made = await send({ method: 'PATCH', path: `${app}/envs`, body: { ...body, key: 'NEW' } });
    expect(made).toMatchObject({ outcome: 'succeeded' });
    expect(calls()).toEqual([`PATCH ${app}/envs`, `POST ${app}/envs`]);
    expect(JSON.stringify(made)).not.toContain('s3cret');
  });

  test('a setting that Coolify does not accept is refused with its own words', async () => {
    expect(
      await send({ method: 'PATCH', path: app, body: { ports_exposes: '8000', nonsense: 1 } }),
    ).toMatchObject({
      outcome: 'refused',
      output: 'Coolify answered 422: Validation failed.\nnonsense: This field is not allowed.',
    });
  });

  test('nothing but what Resus knows, and nowhere but where it was approved', async () => {
    expect(await send({ method: 'DELETE', path: app })).toMatchObject({ outcome: 'refused' });
    expect(await send({ url: 'http://192.0.2.9' })).toMatchObject({ outcome: 'refused' });
    expect(await send({ path: `${app}/../../x/restart` })).toMatchObject({ outcome: 'refused' });
    expect(fake.asked).toEqual([]);
  });
});

describe('once', () => {
  test('busy was not taken, so it is sent again', async () => {
    fake.place.queue.isBusy = 2;
    expect(await send({ follow })).toMatchObject({ outcome: 'succeeded' });
    expect(calls()).toHaveLength(1);
  });

  test('a connection cut after it was taken: nobody knows, and it is not sent again', async () => {
    fake.place.queue.cuts = true;
    expect(await send({ follow })).toMatchObject({ outcome: 'lost' });
    expect(calls()).toHaveLength(1);
  });

  test('nobody there: it never began', async () => {
    await fake.close();
    expect(await send({ follow })).toMatchObject({ outcome: 'unreachable' });
    fake = await startCoolify();
  });

  test('a token that may not is told which ability it lacks', async () => {
    deploy = readToken;
    expect(await send({ follow })).toMatchObject({
      outcome: 'refused',
      output: expect.stringContaining('deploy') as string,
    });
    expect(calls()).toEqual([]);
  });
});
