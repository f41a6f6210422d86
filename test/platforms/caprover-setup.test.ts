import { describe, expect, test } from 'vitest';
import { databaseApp, portalApp } from '#test/fakes/caprover-app.ts';
import { caprover, diagnose, eachOnCaprover, gunicorn, says, setApp, swarm } from './on-caprover.ts';

eachOnCaprover();

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

describe('what it needs', () => {
  const needs = [{ postgres: { caprover: 'portal-db' } }];
  const unreachable = 'django.db.utils.OperationalError: could not connect to server: Connection refused';

  test('C.C10 C.V3 the app of its database is switched off', async () => {
    caprover.place.apps = [portalApp(), databaseApp({ instanceCount: 0 })];
    const { verdict, facts } = await diagnose('caproverRefused', undefined, { needs });
    expect(facts('needs.postgres')).toMatchObject({ up: false, outcome: '0 instances' });
    expect(verdict.id).toBe('need-down');
    expect(verdict.remedies.map(({ action }) => action)).toContain('start-dependency');
  });
  test('C.C10 CapRover alone does not prove that the database runs', async () => {
    const { status, facts } = await diagnose('ok', undefined, { needs });
    expect(status('needs.postgres')).toBe('unknown');
    expect(facts('needs.postgres')).toEqual({});
  });
  test.each([
    ['1/1', true, 'ok'],
    ['0/1', false, 'bad'],
  ])('C.C10 Swarm runs %s of the database', async (replicas, up, status) => {
    const docker = swarm({});
    const database = { name: 'srv-captain--portal-db', replicas, tasks: [], log: [] };
    const own = (docker.services ?? []).filter(({ name }) => name !== 'portal-db');
    const looked = await diagnose('ok', { services: [...own, database] }, { needs });
    expect(looked.facts('needs.postgres')).toMatchObject({ up, outcome: `${replicas} tasks` });
    expect(looked.status('needs.postgres')).toBe(status);
    expect(looked.verdict.warnings.map(({ id }) => id)).toEqual(up ? [] : ['need-down-unfelt']);
  });
  test('C.C3 C.V3 its log and Swarm say the same: one cause', async () => {
    const docker = swarm({ log: [`2026-11-20T23:59:50.000000001Z ${unreachable}`] });
    const database = { name: 'srv-captain--portal-db', replicas: '0/1', tasks: [], log: [] };
    const { verdict } = await diagnose(
      'caproverRefused',
      { services: [...(docker.services ?? []), database] },
      { needs },
    );
    expect([verdict.id, ...verdict.otherCauses.map(({ id }) => id)]).toEqual(['db-unreachable-pg']);
  });
});
