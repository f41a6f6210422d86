import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { caproverSecrets } from '#test/fakes/caprover-app.ts';
import { captainPassword, type FakeCaprover, startCaprover } from '#test/fakes/fake-caprover.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import type { Change, Changed } from './change.ts';
import { createPlatformChanges } from './change-platform.ts';

let fake: FakeCaprover;
let change: ReturnType<typeof createPlatformChanges>;
const update = '/api/v2/user/apps/appDefinitions/update';

beforeEach(async () => {
  fake = await startCaprover();
  const catalog = platformCatalog({ caprover: fake.url });
  change = createPlatformChanges({
    catalog: () => catalog,
    readReference: (reference) =>
      Promise.resolve(reference === 'env:CAPROVER_PASSWORD' ? captainPassword : 'a-new-s3cret\n'),
    clock: { now: () => 1_000_000 },
    pollMs: 5,
  });
});
afterEach(() => fake.close());

function send(one: Partial<Change>, timeoutMs = 2_000): Promise<Changed> {
  const whole = { platform: 'caprover', url: fake.url, method: 'PATCH', path: update, ...one } as const;
  return change(whole, timeoutMs, new AbortController().signal);
}
const portal = () => fake.place.apps.find(({ appName }) => appName === 'portal');
const calls = (): string[] => fake.place.changed.map(({ call }) => call);
const hook = {
  method: 'POST',
  path: '/api/v2/user/apps/webhooks/triggerbuild?namespace=captain',
  body: { appName: 'portal' },
  follow: 'caprover_build',
} as const;

describe('settings', () => {
  test('only what changes is sent', async () => {
    const before = structuredClone(portal());
    expect(await send({ body: { appName: 'portal', containerHttpPort: 8000 } })).toMatchObject({
      outcome: 'succeeded',
    });
    expect(portal()).toEqual({ ...before, containerHttpPort: 8000 });
    expect(fake.place.changed[0]?.body).toEqual({ appName: 'portal', containerHttpPort: 8000 });
  });

  test('before 1.15 everything is sent back, so that nothing is reset (C10)', async () => {
    fake.place.queue.version = '1.14.1';
    const before = structuredClone(portal());
    expect(await send({ body: { appName: 'portal', containerHttpPort: 8000 } })).toMatchObject({
      outcome: 'succeeded',
    });
    expect(portal()).toEqual({ ...before, containerHttpPort: 8000 });
  });

  test('a variable by reference; the others stay (C13)', async () => {
    const envVars = [{ key: 'DB_HOST', value: { reference: 'env:NEW' } }];
    const before = portal()?.envVars.filter(({ key }) => key !== 'DB_HOST');
    const done = await send({ body: { appName: 'portal', envVars } });
    expect(portal()?.envVars).toEqual([...(before ?? []), { key: 'DB_HOST', value: 'a-new-s3cret' }]);
    for (const secret of [...caproverSecrets, 's3cret']) expect(JSON.stringify(done)).not.toContain(secret);
  });

  test('a proxy that does not accept it: failed, with what CapRover says', async () => {
    fake.place.queue.breaksProxy = true;
    expect(await send({ body: { appName: 'portal', containerHttpPort: 8000 } })).toMatchObject({
      outcome: 'failed',
      output: 'CapRover answered 1116: nginx: configuration file test failed',
    });
  });

  test('an unknown app, a build in progress: refused, nothing was done', async () => {
    expect(await send({ body: { appName: 'nobody' } })).toMatchObject({ outcome: 'refused' });
    fake.place.apps.forEach((app) => (app.isAppBuilding = true));
    expect(await send({ body: { appName: 'portal' } })).toMatchObject({
      outcome: 'refused',
      output: expect.stringContaining('Build in-progress') as string,
    });
    expect(calls()).toEqual([]);
  });
});

describe('builds', () => {
  test('followed to the new version, or to the last words of the build', async () => {
    expect(await send(hook)).toMatchObject({
      outcome: 'succeeded',
      output: 'version 13 was built and deployed',
    });
    fake.place.queue.ends = 'failed';
    fake.place.build.lines = ['Step 1/4', 'npm ERR! missing script: build'];
    expect(await send(hook)).toMatchObject({
      outcome: 'failed',
      output: 'version 14 did not build:\nStep 1/4\nnpm ERR! missing script: build',
    });
  });

  test('the token of the webhook is added on the way and told to nobody', async () => {
    const done = await send(hook);
    expect(fake.asked.filter((one) => one.includes('token=push-tok-778899'))).toHaveLength(1);
    expect(JSON.stringify(done)).not.toContain('push-tok');
  });

  test('an app without a repository: its definition is not switched either', async () => {
    fake.place.apps.forEach((app) => delete app['appPushWebhook']);
    const body = { appName: 'portal', captainDefinitionRelativeFilePath: './captain-definition-emergency' };
    expect(await send({ body })).toMatchObject({ outcome: 'refused' });
    expect(await send(hook)).toMatchObject({ outcome: 'refused' });
    expect(calls()).toEqual([]);
  });

  test('the image of an earlier version becomes a new version', async () => {
    const body = {
      captainDefinitionContent: '{"schemaVersion":2,"dockerfileLines":["FROM img-captain-portal:10"]}',
      gitHash: '',
    };
    const path = '/api/v2/user/apps/appData/portal?detached=1';
    expect(await send({ method: 'POST', path, body, follow: 'caprover_build' })).toMatchObject({
      outcome: 'succeeded',
      output: 'version 13 was built and deployed',
    });
  });

  test('a call that began no build is not a success; one that does not end is said to go on', async () => {
    fake.place.queue.begins = false;
    expect(await send(hook)).toMatchObject({
      outcome: 'failed',
      output: 'CapRover took the call, but began no build',
    });
    fake.place.queue = { ...fake.place.queue, begins: true, looks: 1_000_000 };
    expect(await send(hook, 200)).toMatchObject({
      outcome: 'timed_out',
      output: 'CapRover is still building portal, and has no way to stop that',
    });
  });
});

describe('once', () => {
  test('busy and a stale token were not taken, so it is sent again', async () => {
    await send({ body: { appName: 'portal' } });
    fake.forgetTokens();
    fake.place.queue.busy = 2;
    expect(await send({ body: { appName: 'portal' } })).toMatchObject({ outcome: 'succeeded' });
    expect(calls()).toHaveLength(2);
  });

  test('a connection cut after it was taken: nobody knows, and it is not sent again', async () => {
    fake.place.queue.cuts = true;
    expect(await send({ body: { appName: 'portal' } })).toMatchObject({ outcome: 'lost' });
    expect(calls()).toHaveLength(1);
  });

  test('CapRover itself down: it never began', async () => {
    fake.place.state = 'down';
    expect(await send({ body: { appName: 'portal' } })).toMatchObject({ outcome: 'unreachable' });
    expect(calls()).toEqual([]);
  });

  test('nothing but what Resus knows', async () => {
    expect(
      await send({
        method: 'POST',
        path: '/api/v2/user/apps/appDefinitions/delete',
        body: { appName: 'portal' },
      }),
    ).toMatchObject({ outcome: 'refused' });
    expect(fake.asked).toEqual([]);
  });
});
