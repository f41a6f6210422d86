import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#base/errors.ts';
import { coolifySecrets, goodCommit, shopApp, shopUuid } from '#test/fakes/coolify-app.ts';
import { type FakeCoolify, readToken, startCoolify } from '#test/fakes/fake-coolify.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { type AskPlatform, createPlatforms } from './platforms.ts';

let fake: FakeCoolify;
let token = readToken;
let now = 0;
let ask: (path: string) => ReturnType<AskPlatform>;

beforeEach(async () => {
  fake = await startCoolify();
  token = readToken;
  now = 1_000_000;
  const catalog = platformCatalog(
    { coolify: fake.url },
    { api: { run: { coolify: shopUuid }, env: { equals: { NODE_ENV: 'production' } } } },
  );
  const platforms = createPlatforms({
    catalog: () => catalog,
    readReference: (reference) => {
      if (reference !== 'env:COOLIFY_READ') throw new AppError('config_missing', `${reference} is not set`);
      return Promise.resolve(`${token}\n`);
    },
    clock: { now: () => now },
  });
  ask = (path) => platforms({ via: 'coolify', path, timeoutMs: 2_000 }, new AbortController().signal);
});
afterEach(() => fake.close());

describe('what is read', () => {
  test('an application, without its secrets', async () => {
    const answer = await ask(`/applications/${shopUuid}`);
    expect(answer).toMatchObject({ outcome: 'answered', status: 200, body: { status: 'running:healthy' } });
    for (const secret of coolifySecrets) expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test('names of variables, even when the token may see their values', async () => {
    token = '5|sees-all';
    fake.place.envs = [...fake.place.envs, { key: 'SESSION_SECRET', value: 'your-session-secret' }];
    const answer = await ask(`/applications/${shopUuid}/envs`);
    expect(answer).toMatchObject({
      body: [
        { key: 'NODE_ENV', state: 'set', equal: true },
        { key: 'DB_URI', state: 'set' },
        { key: 'PORT', state: 'set', port: 8000 },
        { key: 'JWT_SECRET_KEY', state: 'set' },
        { key: 'REDIS_HOST', state: 'set' },
        { key: 'SESSION_SECRET', state: 'placeholder' },
      ],
    });
    for (const secret of coolifySecrets) expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test('a required variable without a value is empty, although values are hidden', async () => {
    fake.place.envs = [
      { key: 'DB_URI', value: '', is_required: true },
      { key: 'PORT', value: '8000' },
      { key: 'PREVIEW_ONLY', value: 'x', is_preview: true },
    ];
    expect(await ask(`/applications/${shopUuid}/envs`)).toMatchObject({
      body: [{ key: 'DB_URI', state: 'empty' }, { key: 'PORT' }],
    });
  });

  test('deployments as an array or as an object with numeric keys, never with their logs (B17, B19)', async () => {
    const path = `/deployments/applications/${shopUuid}?skip=0&take=10`;
    const asArray = await ask(path);
    fake.place.sendsObjects = true;
    const asObject = await ask(path);
    expect(asArray).toMatchObject({
      body: { deployments: [{ commit: goodCommit, restart_only: true }, {}, {}] },
    });
    expect({ ...asObject, tookMs: 0 }).toEqual({ ...asArray, tookMs: 0 });
    token = '5|sees-all';
    expect(JSON.stringify(await ask(path))).not.toContain('jwt-9f8e7d6c5b');
  });

  test('an application by its name or its domain, looked up once', async () => {
    const byDomain = await ask('/applications/api.example.test');
    expect(byDomain).toMatchObject({ status: 200, body: { uuid: shopUuid } });
    await ask('/applications/api.example.test/envs');
    expect(await ask('/applications/shop-api')).toMatchObject({ body: { uuid: shopUuid } });
    expect(fake.asked.filter((each) => each === 'GET /api/v1/applications')).toHaveLength(2);
  });

  test('two applications of one name: nobody guesses', async () => {
    fake.place.apps.push(shopApp({ uuid: 'aaaaaaaaaaaaaaaaaaaaaaaa' }));
    expect(await ask('/applications/shop-api')).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('write the uuid in run.coolify') as string,
    });
  });

  test('an application deleted and made again is found anew', async () => {
    await ask('/applications/shop-api');
    fake.place.apps = [shopApp({ uuid: 'bbbbbbbbbbbbbbbbbbbbbbbb' })];
    expect(await ask('/applications/shop-api')).toMatchObject({ body: { uuid: 'bbbbbbbbbbbbbbbbbbbbbbbb' } });
  });

  test('the same question asked at once is sent once', async () => {
    await Promise.all([1, 2, 3].map(() => ask(`/applications/${shopUuid}`)));
    expect(fake.asked).toHaveLength(1);
  });

  test('no log of what does not run (B10): an answer, not a failure', async () => {
    fake.place.apps = [shopApp({ status: 'exited:unhealthy' })];
    expect(await ask(`/applications/${shopUuid}/logs?lines=200`)).toMatchObject({
      outcome: 'answered',
      status: 400,
      body: { message: 'Application is not running.' },
    });
  });

  test('an unknown application, and a route that an older Coolify lacks', async () => {
    expect(await ask('/applications/cccccccccccccccccccccccc')).toMatchObject({
      outcome: 'answered',
      status: 404,
    });
    fake.place.version = '4.2.0';
    expect(await ask(`/applications/${shopUuid}/rollback-images`)).toMatchObject({ status: 404 });
  });

  test('nothing that Resus does not know is asked', async () => {
    expect(await ask(`/applications/${shopUuid}/restart`)).toMatchObject({
      outcome: 'unreachable',
      reason: 'other',
    });
    expect(await ask('/security/keys')).toMatchObject({ outcome: 'unreachable' });
    expect(fake.asked).toEqual([]);
  });
});

describe('why nothing could be read', () => {
  const app = `/applications/${shopUuid}`;

  test.each([
    ['a revoked token', '9|gone', 'auth_refused', 'does not accept the read token'],
    ['a token without its number', 'read-Zm9v', 'auth_refused', 'must begin with its number'],
    ['a token that may only deploy (B3)', '4|deploy-only', 'not_permitted', 'tick "read"'],
  ])('%s', async (_name, given, reason, detail) => {
    token = given;
    expect(await ask(app)).toMatchObject({
      outcome: 'unreachable',
      reason,
      detail: expect.stringContaining(detail) as string,
    });
  });

  test('a switched-off API, although its body says success (B6)', async () => {
    fake.place.isApiEnabled = false;
    expect(await ask(app)).toMatchObject({
      reason: 'not_permitted',
      detail: expect.stringContaining('switched off') as string,
    });
  });

  test('an address that is not let in', async () => {
    fake.place.isAddressAllowed = false;
    expect(await ask(app)).toMatchObject({
      reason: 'not_permitted',
      detail: expect.stringContaining('listed addresses') as string,
    });
  });

  test('the limit of requests (B5): nothing is sent until it has passed', async () => {
    fake.place.limit = 1;
    await ask(app);
    expect(await ask(app)).toMatchObject({ detail: expect.stringContaining('37 s') as string });
    expect(await ask(app)).toMatchObject({ detail: expect.stringContaining('again in 37 s') as string });
    expect(fake.asked).toHaveLength(2);
    fake.place.limit = 10;
    now += 38_000;
    expect(await ask(app)).toMatchObject({ outcome: 'answered' });
  });

  test('Coolify cannot reach its server', async () => {
    fake.place.reachesServer = false;
    expect(await ask(`${app}/logs?lines=200`)).toMatchObject({
      reason: 'other',
      detail: expect.stringContaining('cannot reach its server') as string,
    });
  });

  test('nobody answers at that address', async () => {
    await fake.close();
    expect(await ask(app)).toMatchObject({ outcome: 'unreachable', reason: 'refused' });
    fake = await startCoolify();
  });
});

test('a look that is stopped leaves no request behind', async () => {
  const stop = new AbortController();
  const catalog = platformCatalog({ coolify: fake.url });
  const platforms = createPlatforms({
    catalog: () => catalog,
    readReference: () => Promise.resolve(readToken),
    clock: { now: () => now },
  });
  const answer = platforms({ via: 'coolify', path: '/resources', timeoutMs: 2_000 }, stop.signal);
  stop.abort();
  expect(await answer).toMatchObject({ outcome: 'cancelled' });
});

test('a platform that is not in the catalog is told', async () => {
  const catalog = platformCatalog({});
  const platforms = createPlatforms({
    catalog: () => catalog,
    readReference: () => Promise.resolve(''),
    clock: { now: () => now },
  });
  const { signal } = new AbortController();
  expect(await platforms({ via: 'coolify', path: '/resources', timeoutMs: 500 }, signal)).toMatchObject({
    reason: 'no_credentials',
    detail: 'platforms.coolify.url and read_token are not in the catalog',
  });
});
