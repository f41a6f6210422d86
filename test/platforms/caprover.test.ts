import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { caproverSecrets, databaseApp, portalApp } from '#test/fakes/caprover-app.ts';
import { dockerHost } from '#test/fakes/docker-host.ts';
import type { DockerState, FakeService } from '#test/fakes/docker-state.ts';
import { captainPassword, type FakeCaprover, startCaprover } from '#test/fakes/fake-caprover.ts';
import { type FakeEdge, type Page, startEdge } from '#test/fakes/fake-edge.ts';
import { platformCatalog } from '#test/fakes/platform-catalog.ts';
import { look, type Looked } from './look.ts';

let caprover: FakeCaprover;
let edge: FakeEdge;
let password = captainPassword;

beforeEach(async () => {
  caprover = await startCaprover();
  edge = await startEdge();
  password = captainPassword;
  says(...gunicorn);
});
afterEach(async () => {
  await Promise.all([caprover.close(), edge.close()]);
});

const gunicorn = [
  '[2026-11-20 22:00:00 +0000] [7] [INFO] Starting gunicorn 20.1.0',
  '[2026-11-20 22:00:00 +0000] [7] [INFO] Listening at: http://0.0.0.0:80 (7)',
  '[2026-11-20 22:00:00 +0000] [9] [INFO] Booting worker with pid: 9',
];

/** The log, one line a second, the last one this moment. */
function says(...lines: string[]): void {
  const first = Date.parse('2026-11-20T23:59:59Z') - lines.length * 1_000;
  caprover.place.log = lines.map((text, index) => ({
    at: new Date(first + index * 1_000).toISOString().replace('Z', '000001Z'),
    text,
  }));
}

function setApp(changes: Parameters<typeof portalApp>[0]): void {
  caprover.place.apps = [portalApp(changes), databaseApp()];
}

const required = ['DJANGO_SETTINGS_MODULE', 'DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD'];
const equals = { DB_HOST: 'srv-captain--portal-db', DJANGO_SETTINGS_MODULE: 'portal.settings_caprover' };

async function diagnose(page: Page, docker?: DockerState): Promise<Looked> {
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

function swarm(service: Partial<FakeService>): DockerState {
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

describe('healthy', () => {
  test('C.V12 C.C14 C.C16 C.C25 a healthy app is healthy, and nothing else is claimed', async () => {
    const { verdict, facts } = await diagnose('ok');
    expect(verdict).toMatchObject({ id: 'healthy', outcome: 'healthy', otherCauses: [], warnings: [] });
    expect(facts('public')).toMatchObject({ bodyMatches: true });
    expect(facts('logs')).toMatchObject({ goodSigns: ['g-gunicorn', 'g-worker'], rootSignature: 'none' });
  });
  test('without Swarm nobody claims that it runs (C7)', async () => {
    const { status, facts } = await diagnose('ok');
    expect(status('process')).toBe('unknown');
    expect(facts('process')).toEqual({ kind: 'caprover', name: 'portal', replicasWanted: 1, version: '12' });
  });
  test('one login serves all questions of a diagnosis, and each is sent once', async () => {
    await diagnose('ok');
    expect(caprover.asked.toSorted()).toEqual([
      'GET /api/v2/user/apps/appData/portal',
      'GET /api/v2/user/apps/appData/portal/logs?encoding=hex',
      'GET /api/v2/user/apps/appDefinitions',
      'POST /api/v2/login',
    ]);
  });
});

describe('what runs', () => {
  test('C.C1 C.V2 switched off: no instances', async () => {
    setApp({ instanceCount: 0 });
    const { verdict, facts } = await diagnose('caproverRefused');
    expect(facts('process')).toMatchObject({ state: 'stopped', substate: '0 instances' });
    expect(verdict.id).toBe('backend-not-running');
    expect(verdict.symptoms.map(({ id }) => id)).toContain('bad-gateway');
  });
  test('C.C19 C.V2 its log alone shows that it restarts', async () => {
    says(...gunicorn, ...gunicorn, ...gunicorn, gunicorn[0] ?? '');
    const { verdict } = await diagnose('caproverRefused');
    expect(verdict).toMatchObject({ id: 'app-restarting', otherCauses: [] });
  });
  test.each([
    [
      'C.C3 C.V3',
      'django.db.utils.OperationalError: could not connect to server: Connection refused',
      'db-unreachable-pg',
    ],
    ['C.C5 C.V7', "ModuleNotFoundError: No module named 'corsheaders'", 'py-module-missing'],
    [
      'C.C4 C.V5',
      'django.db.utils.ProgrammingError: relation "portal_user" already exists',
      'mig-already-exists',
    ],
    ['C.C7 C.V6', "KeyError: 'SECRET_KEY'", 'py-env-missing'],
  ])('%s C.C2 its log says why: %s → %s', async (_ids, line, id) => {
    says(...gunicorn, 'Traceback (most recent call last):', line);
    const { verdict } = await diagnose('caproverRefused');
    expect(verdict.id).toBe(id);
    expect(verdict.proof.map(({ quote }) => quote).join('\n')).toContain(line);
  });
  test('C.C6 the port is taken, as the log says', async () => {
    says(gunicorn[0] ?? '', "[ERROR] Connection in use: ('0.0.0.0', 80)");
    const { facts } = await diagnose('caproverRefused');
    expect(facts('logs')['signatures']).toContain('port-in-use');
  });
  test('an app that was deleted', async () => {
    caprover.place.apps = [databaseApp()];
    expect((await diagnose('caproverNothing')).verdict.id).toBe('platform-app-unknown');
  });
  test('CapRover itself is down: nothing is claimed of the inside', async () => {
    caprover.place.state = 'down';
    const { verdict, status } = await diagnose('caproverRefused');
    expect(status('platform')).toBe('unknown');
    expect(verdict).toMatchObject({ id: 'bad-gateway', otherCauses: [] });
  });
  test('a wrong password is tried once for all questions of a diagnosis', async () => {
    password = 'wrong';
    const { verdict } = await diagnose('caproverRefused');
    expect(caprover.asked).toEqual(['POST /api/v2/login']);
    expect(verdict.unknown.map(({ probe }) => probe)).toEqual(
      expect.arrayContaining(['platform', 'process', 'logs', 'env']),
    );
  });
});

describe('Swarm over SSH, when the host is known (C26 to C30)', () => {
  test('C.C1 a service of a like name is not taken for it', async () => {
    const { facts, verdict } = await diagnose('ok', swarm({}));
    expect(facts('process')).toMatchObject({ name: 'srv-captain--portal', state: 'running', replicas: 1 });
    expect(verdict.id).toBe('healthy');
  });
  test('C.C1 an app made since CapRover 1.15 has no prefix (C23)', async () => {
    expect((await diagnose('ok', swarm({ name: 'portal' }))).facts('process')).toMatchObject({
      name: 'portal',
    });
  });
  test('C.C19 C.V2 it dies again and again, and its log says why', async () => {
    const failed = { desired: 'Shutdown', error: 'task: non-zero exit (3)' };
    const { verdict, facts } = await diagnose(
      'caproverRefused',
      swarm({
        replicas: '0/1',
        tasks: [
          { desired: 'Ready', current: 'Ready 2 seconds ago' },
          { ...failed, current: 'Failed 3 seconds ago' },
          { ...failed, current: 'Failed 15 seconds ago' },
          { ...failed, current: 'Failed 27 seconds ago' },
        ],
        log: [
          '2026-11-20T23:59:50.000000001Z [INFO] Starting gunicorn 20.1.0',
          "2026-11-20T23:59:51.000000001Z ModuleNotFoundError: No module named 'corsheaders'",
        ],
      }),
    );
    expect(facts('process')).toMatchObject({ state: 'restarting', crashLoop: true, exitCode: 3 });
    expect(verdict.id).toBe('py-module-missing');
    expect(verdict.symptoms.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['crash-loop', 'bad-gateway']),
    );
  });
  test('C.V11 its image is gone', async () => {
    const error = 'No such image: img-captain-portal:12';
    const { facts } = await diagnose(
      'caproverRefused',
      swarm({ replicas: '0/1', tasks: [{ desired: 'Ready', current: 'Rejected 4 seconds ago', error }] }),
    );
    expect(facts('process')).toMatchObject({ failure: 'image_missing', error });
  });
  test('C.V1 C.V8 it runs, but refuses the proxy', async () => {
    const { verdict } = await diagnose('caproverRefused', swarm({}));
    expect(verdict).toMatchObject({ id: 'platform-proxy-refused', otherCauses: [] });
  });
  test('it hangs behind the proxy', async () => {
    expect((await diagnose('nginxTimeout', swarm({}))).verdict.id).toBe('platform-app-slow');
  });
});

describe('HTTP settings', () => {
  test('C.C13 C.C17 C.V1 C.V8 gunicorn binds another port than CapRover asks', async () => {
    says(...gunicorn.map((line) => line.replace('0.0.0.0:80', '0.0.0.0:8000')));
    const { verdict, facts } = await diagnose('caproverRefused');
    expect(facts('platform')).toMatchObject({ httpPort: 80 });
    expect(facts('logs')).toMatchObject({ boundPort: 8000, boundLoopback: false });
    expect(verdict).toMatchObject({ id: 'platform-port-mismatch', otherCauses: [] });
    expect(verdict.proof.map(({ quote }) => quote).join('\n')).toContain('containerHttpPort=80');
  });
  test('C.C13 an unset port is 80; PORT says something else', async () => {
    says();
    setApp({
      containerHttpPort: undefined,
      envVars: [...portalApp().envVars, { key: 'PORT', value: '8000' }],
    });
    const { verdict, facts } = await diagnose('caproverRefused');
    expect(facts('platform')).toMatchObject({ httpPort: 80, httpPortMatchesEnv: false });
    expect(verdict.id).toBe('platform-port-mismatch');
  });
  test('C.C17 C.V1 gunicorn binds loopback inside its container', async () => {
    says(...gunicorn.map((line) => line.replace('0.0.0.0:80', '127.0.0.1:80')));
    expect((await diagnose('caproverRefused')).verdict).toMatchObject({
      id: 'container-loopback',
      otherCauses: [],
    });
  });
  test('C.C12 C.V9 its domain is not attached', async () => {
    setApp({ customDomain: [] });
    const { verdict, facts } = await diagnose('caproverNothing');
    expect(facts('platform')).toMatchObject({
      hasPublicDomain: false,
      domains: ['portal.root.example.test'],
    });
    expect(verdict).toMatchObject({ id: 'platform-domain-missing', otherCauses: [] });
  });
  test('C.C12 C.V9 it is not exposed as a web app', async () => {
    setApp({ notExposeAsWebApp: true });
    expect((await diagnose('caproverNothing')).verdict).toMatchObject({
      id: 'platform-not-exposed',
      otherCauses: [],
    });
  });
  test('C.C11 HTTPS of its domain is told', async () => {
    setApp({ customDomain: [{ publicDomain: 'portal.example.test', hasSsl: false }], forceSsl: false });
    expect((await diagnose('ok')).facts('platform')).toMatchObject({ https: false, forceSsl: false });
  });
});

describe('variables', () => {
  test('C.C7 C.V6 missing, empty and placeholder', async () => {
    setApp({
      envVars: [
        { key: 'DJANGO_SETTINGS_MODULE', value: 'portal.settings_caprover' },
        { key: 'DB_HOST', value: 'srv-captain--portal-db' },
        { key: 'DB_USER', value: '' },
        { key: 'DB_PASSWORD', value: 'change-me' },
      ],
    });
    const { verdict, facts, observations } = await diagnose('caproverRefused');
    expect(facts('env')).toMatchObject({
      missing: ['DB_NAME'],
      empty: ['DB_USER'],
      placeholder: ['DB_PASSWORD'],
    });
    expect([verdict.id, ...verdict.otherCauses.map(({ id }) => id)]).toEqual([
      'env-missing',
      'env-placeholder',
    ]);
    expect(JSON.stringify(observations)).not.toContain('change-me');
  });
  test('C.C8 C.C9 DB_HOST and the settings module are not what they must be', async () => {
    setApp({
      envVars: [
        ...portalApp().envVars.slice(2),
        { key: 'DB_HOST', value: 'localhost' },
        { key: 'DJANGO_SETTINGS_MODULE', value: 'portal.settings_local' },
      ],
    });
    const { verdict, facts } = await diagnose('caproverRefused');
    expect(facts('env')).toMatchObject({ wrong: ['DB_HOST', 'DJANGO_SETTINGS_MODULE'] });
    expect(verdict.id).toBe('env-wrong');
  });
});

describe('builds and versions', () => {
  test('C.C27 a build under way', async () => {
    setApp({ isAppBuilding: true, instanceCount: 0 });
    const { verdict } = await diagnose('caproverRefused');
    expect(verdict).toMatchObject({ id: 'being-deployed', provisional: true });
  });
  test('C.C27 C.V10 the last build failed while the old version serves', async () => {
    caprover.place.build = {
      isBuildFailed: true,
      lines: ['Step 4/9', 'ERROR: No matching distribution found'],
    };
    const { verdict, facts } = await diagnose('ok');
    expect(facts('platform')).toMatchObject({
      buildFailed: true,
      buildError: 'ERROR: No matching distribution found',
    });
    expect(verdict).toMatchObject({ id: 'healthy', warnings: [{ id: 'deployment-failed' }] });
  });
  test('C.C26 C.V11 a version deployed just before, and the one to go back to (C19)', async () => {
    const versions = portalApp()['versions'] as { version: number }[];
    setApp({
      versions: versions.map((one) =>
        one.version === 12 ? { ...one, timeStamp: '2026-11-20T23:55:00.000Z' } : one,
      ),
    });
    says(...gunicorn, "ImportError: cannot import name 'Invoice' from 'portal.models'");
    const { verdict, facts } = await diagnose('caproverRefused');
    // Version 11 has no image: its build failed.
    expect(facts('platform')).toMatchObject({ deployedAgeS: 300, deployedCommit: 'ccc333', lastGood: '10' });
    expect(verdict.id).toBe('py-import-name');
    expect(verdict.warnings.map(({ id }) => id)).toContain('deployed-just-before');
  });
  test('an emergency definition that was never reverted', async () => {
    setApp({ captainDefinitionRelativeFilePath: './captain-definition-emergency' });
    expect((await diagnose('ok')).verdict.warnings.map(({ id }) => id)).toEqual(['emergency-definition']);
  });
});
