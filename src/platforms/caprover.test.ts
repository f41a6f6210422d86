import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { caproverSecrets } from '#test/fakes/caprover-app.ts';
import { captainPassword, type FakeCaprover, startCaprover } from '#test/fakes/fake-caprover.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { type AskPlatform, createPlatforms } from './platforms.ts';
import { totp } from '#base/totp.ts';

const seed = 'JBSWY3DPEHPK3PXP';
let fake: FakeCaprover;
let password = captainPassword;
let now = 0;
let ask: (path: string) => ReturnType<AskPlatform>;
let useOtp = (): void => undefined;

beforeEach(async () => {
  fake = await startCaprover();
  password = captainPassword;
  now = 1_000_000;
  const services = {
    portal: {
      run: { caprover: 'portal' },
      env: { equals: { DB_HOST: 'srv-captain--portal-db', DJANGO_SETTINGS_MODULE: 'portal.settings' } },
    },
  };
  let catalog = platformCatalog({ caprover: fake.url }, services);
  useOtp = () => {
    catalog = platformCatalog({ caprover: fake.url, otp: true }, services);
  };
  const platforms = createPlatforms({
    catalog: () => catalog,
    readReference: (reference) => Promise.resolve(reference === 'env:CAPROVER_OTP' ? seed : password),
    clock: { now: () => now },
  });
  ask = (path) => platforms({ via: 'caprover', path, timeoutMs: 2_000 }, new AbortController().signal);
});
afterEach(() => fake.close());

const definitions = '/user/apps/appDefinitions';
const logins = (): string[] => fake.asked.filter((each) => each.startsWith('POST '));

describe('what is read', () => {
  test('the definitions, without a single secret (C6)', async () => {
    const answer = await ask(definitions);
    expect(answer).toMatchObject({
      outcome: 'answered',
      status: 100,
      body: {
        rootDomain: 'root.example.test',
        apps: [
          {
            appName: 'portal',
            containerHttpPort: 80,
            env: [
              { key: 'DJANGO_SETTINGS_MODULE', state: 'set', equal: false },
              { key: 'DB_HOST', state: 'set', equal: true },
              { key: 'DB_NAME', state: 'set' },
              { key: 'DB_USER', state: 'set' },
              { key: 'DB_PASSWORD', state: 'set' },
              { key: 'SECRET_KEY', state: 'set' },
            ],
          },
          { appName: 'portal-db' },
        ],
      },
    });
    const text = JSON.stringify(answer);
    for (const secret of [...caproverSecrets, 'settings_caprover', 'captain-overlay'])
      expect(text).not.toContain(secret);
  });

  test('logs in the order in which they were written, whole and without colours (C9)', async () => {
    fake.place.log = [
      { at: '2026-11-20T23:58:02.5Z', text: 'Vérification échouée ✓', stream: 2 },
      { at: '2026-11-20T23:58:02.45Z', text: '\u001B[32mBooting worker\u001B[0m' },
      { at: '2026-11-20T23:58:01.000000001Z', text: 'first' },
    ];
    expect(await ask('/user/apps/appData/portal/logs?encoding=hex')).toMatchObject({
      body: {
        logs: '2026-11-20T23:58:01.000000001Z first\n2026-11-20T23:58:02.45Z Booting worker\n2026-11-20T23:58:02.5Z Vérification échouée ✓',
      },
    });
  });

  test('an unknown app is an answer, with 1000 and not 1111 (C5)', async () => {
    expect(await ask('/user/apps/appData/nosuch')).toMatchObject({
      outcome: 'answered',
      status: 1000,
      body: { description: expect.stringContaining('could not be found') as string },
    });
  });

  test('nothing that Resus does not know is asked', async () => {
    expect(await ask('/user/system/info')).toMatchObject({ outcome: 'unreachable' });
    expect(fake.asked).toEqual([]);
  });
});

describe('logging in', () => {
  test('once, whoever asks at the same time', async () => {
    await Promise.all([
      ask(definitions),
      ask('/user/apps/appData/portal'),
      ask('/user/apps/appData/portal-db'),
    ]);
    await ask(definitions);
    expect(logins()).toHaveLength(1);
  });

  test('again, once, when the token is no longer taken (C4)', async () => {
    await ask(definitions);
    fake.forgetTokens();
    expect(await ask(definitions)).toMatchObject({ outcome: 'answered', status: 100 });
    expect(logins()).toHaveLength(2);
  });

  test('never again with a password that was refused (C3), but with a new one', async () => {
    password = 'not-the-password';
    expect(await ask(definitions)).toMatchObject({ reason: 'auth_refused' });
    now += 24 * 3_600_000;
    expect(await ask(definitions)).toMatchObject({ reason: 'auth_refused' });
    expect(logins()).toHaveLength(1);
    password = captainPassword;
    expect(await ask(definitions)).toMatchObject({ outcome: 'answered' });
  });

  test('not while everybody is locked out, and again after a minute', async () => {
    fake.place.failures = 5;
    expect(await ask(definitions)).toMatchObject({
      reason: 'auth_refused',
      detail: expect.stringContaining('waits a minute') as string,
    });
    await ask(definitions);
    expect(logins()).toHaveLength(1);
    fake.place.failures = 0;
    now += 61_000;
    expect(await ask(definitions)).toMatchObject({ outcome: 'answered' });
  });

  test('with a one-time password when one is asked for', async () => {
    fake.place.otpCodes = [await totp(seed, now)];
    expect(await ask(definitions)).toMatchObject({
      reason: 'auth_refused',
      detail: expect.stringContaining('platforms.caprover.otp') as string,
    });
    useOtp();
    now += 61_000;
    fake.place.otpCodes = [await totp(seed, now)];
    expect(await ask(definitions)).toMatchObject({ outcome: 'answered' });
  });

  test('not at all with a password that is too long', async () => {
    password = 'x'.repeat(30);
    expect(await ask(definitions)).toMatchObject({ reason: 'auth_refused' });
    expect(logins()).toEqual([]);
  });
});

describe('why nothing could be read', () => {
  test('not authorised stops at once (C4)', async () => {
    fake.place.says = 1102;
    expect(await ask(definitions)).toMatchObject({ reason: 'not_permitted' });
    expect(logins()).toHaveLength(1);
  });

  test.each([
    ['down', 'captain-captain'],
    ['busy', 'busy with another operation'],
    ['forces-https', 'https://captain.example.test'],
    ['elsewhere', 'the address of its dashboard'],
  ] as const)('CapRover is %s', async (state, detail) => {
    fake.place.state = state;
    expect(await ask(definitions)).toMatchObject({
      outcome: 'unreachable',
      reason: 'other',
      detail: expect.stringContaining(detail) as string,
    });
  });
});
