import { describe, expect, test } from 'vitest';
import { databaseApp } from '#test/fakes/caprover-app.ts';
import {
  caprover,
  diagnose,
  eachOnCaprover,
  gunicorn,
  says,
  setApp,
  swarm,
  usePassword,
} from './on-caprover.ts';

eachOnCaprover();

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
    ['C.C7 C.V6', "KeyError: 'DB_PASSWORD'", 'py-env-missing'],
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
    usePassword('wrong');
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
