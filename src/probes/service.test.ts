import { describe, expect, it } from 'vitest';
import { exited, recordedAnswers } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { changes } from './host/changes.ts';
import { checks } from './http/checks.ts';
import { deploy } from './code/deploy.ts';
import { env } from './process/env.ts';
import { migrations } from './code/migrations.ts';
import { paths } from './process/paths.ts';
import type { Probe, Seen } from './probe.ts';
import { runtime } from './process/runtime.ts';
import { plain } from '#runtimes/process.ts';

function see(probe: Probe, scene: string, service: Record<string, unknown>, file = 'service.txt'): Seen {
  const seen = [
    probe.read(recordedAnswers(file, scene), targetOf({ run: { systemd: 'api' }, ...service })),
  ].flat()[0];
  if (seen === undefined) throw new Error('nothing was seen');
  return seen;
}

describe('variables', () => {
  const wanted = {
    env: {
      file: '/srv/api/.env',
      required: ['DATABASE_URL', 'SECRET_KEY', 'EMPTY', 'TODO', 'ABSENT'],
      equals: { NODE_ENV: 'production', DEBUG: 'false' },
    },
  };
  it('are told by name: missing, empty, placeholder, wrong', () => {
    const { status, facts } = see(env, 'env', wanted);
    expect(status).toBe('bad');
    expect(facts).toMatchObject({
      fileExists: true,
      missing: ['ABSENT'],
      empty: ['EMPTY'],
      placeholder: ['TODO'],
      wrong: ['DEBUG'],
      present: 6,
      changedSinceStart: false,
    });
  });
  it('are not judged when the file may not be read', () => {
    expect(see(env, 'env-bot', wanted)).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('are missing with their file', () => {
    expect(see(env, 'env-nofile', { env: { file: '/srv/api/nosuch.env', required: ['A'] } })).toMatchObject({
      status: 'bad',
      facts: { fileExists: false, missing: ['A'] },
    });
  });
  it('are read from the process where there is no file', () => {
    expect(see(env, 'env-process', { env: { required: ['PATH', 'NOPE'] } }).facts).toMatchObject({
      missing: ['NOPE'],
      present: 1,
    });
  });
  it('never leave the host with their values', () => {
    const text = JSON.stringify(recordedAnswers('service.txt', 'env'));
    for (const value of ['p@ss', 'p%40ss', 'abcdef123456', 's3cret', 'key-here'])
      expect(text).not.toContain(value);
  });
});

describe('the deployed code', () => {
  const deployed = { deploy: { dir: '/srv/api', branch: 'main' } };
  it('is told by commit, time and what was edited in place', () => {
    expect(see(deploy, 'deploy', deployed).facts).toMatchObject({
      head: 'de5bf175b41ab3169f4f7e4cdc63897edef12561',
      subject: 'second commit',
      onBranch: true,
      detached: false,
      dirty: true,
      changedFiles: ['main.py'],
      previous: '054fffb',
      deployedRecently: true,
    });
  });
  it('may not be there, or be no repository', () => {
    expect(see(deploy, 'deploy-nodir', deployed)).toMatchObject({
      status: 'bad',
      facts: { dirExists: false },
    });
    expect(see(deploy, 'deploy-nogit', deployed)).toMatchObject({
      status: 'unknown',
      facts: { isRepository: false },
    });
  });
});

describe('paths', () => {
  const wanted = {
    paths: [
      { path: '/srv/api/media', owner: 'www-data', writable: true },
      { path: '/srv/nosuch/dir' },
      { path: '/srv/closed/inner' },
    ],
    deploy: { dir: '/srv/api' },
    env: { file: '/srv/api/.env' },
  };
  it('are computed from modes and groups, parents included', () => {
    expect(see(paths, 'paths', wanted)).toMatchObject({
      status: 'bad',
      facts: {
        user: 'www-data',
        fine: false,
        missing: ['/srv/nosuch/dir'],
        wrongOwner: ['/srv/api/media'],
        unwritable: ['/srv/api/media'],
        unreadable: ['/srv/closed/inner'],
      },
    });
  });
  it('that may not be looked at are not called missing', () => {
    expect(see(paths, 'paths-bot', wanted).facts).toMatchObject({
      missing: ['/srv/nosuch/dir'],
      wrongOwner: ['/srv/api/media'],
    });
  });
});

describe('checks of the catalog', () => {
  const service = {
    listen: '127.0.0.1:8080',
    local: { path: '/health' },
    checks: [
      { id: 'imports', run: "python3 -c 'import main'", in: '/srv/api', user: 'www-data' },
      { id: 'broken', run: "python3 -c 'import nosuchmod'", in: '/srv/api' },
      { id: 'slow', run: 'sleep 5', timeout: '1s' },
      { id: 'gone', run: 'true', in: '/nonexistent' },
      { id: 'nocmd', run: 'nosuchcommand' },
      { id: 'docs', get: '/docs' },
      { id: 'login', post: '/login', json: { u: 1 }, expect: { status: 401 } },
      { id: 'second', post: '/login' },
    ],
  };
  const all = (scene: string): Map<string, Seen> =>
    new Map(
      [checks.read(recordedAnswers('service.txt', scene), targetOf({ run: { systemd: 'api' }, ...service }))]
        .flat()
        .map((seen) => [seen.probe, seen]),
    );
  const login = (status: number): Seen | undefined =>
    [
      checks.read(
        { login: exited(`HTTP/1.1 ${status} X\n\nresus-http ${status} 0.1\nresus-exit 0\n`) },
        targetOf({ run: { systemd: 'api' }, ...service }),
      ),
    ].flat()[0];
  it('pass, fail with the cause in their output, or run out of time', () => {
    const seen = all('checks');
    expect(seen.get('checks.imports')).toMatchObject({ status: 'ok', facts: { passed: true } });
    expect(seen.get('checks.broken')).toMatchObject({
      status: 'bad',
      facts: { passed: false, exitCode: 1, signature: 'py-module-missing', subject: 'nosuchmod' },
    });
    expect(seen.get('checks.slow')).toMatchObject({
      status: 'bad',
      facts: { passed: false, timedOut: true },
    });
    expect(seen.get('checks.docs')).toMatchObject({ status: 'ok', facts: { passed: true, status: 200 } });
    expect(seen.get('checks.login')).toMatchObject({
      status: 'bad',
      facts: { passed: false, status: 404, alive: true },
    });
  });
  it('are unknown when they could not be run at all', () => {
    expect(all('checks').get('checks.gone')?.status).toBe('unknown');
    expect(all('checks').get('checks.nocmd')?.status).toBe('unknown');
    expect(all('checks-bot').get('checks.imports')?.status).toBe('unknown');
  });
  it('ask a login endpoint once only', () => {
    expect(Object.keys(checks.asks(targetOf({ run: { systemd: 'api' }, ...service })) ?? {})).not.toContain(
      'second',
    );
  });
  it('take too many attempts for life, and an accepted stranger for an alarm', () => {
    expect(login(401)).toMatchObject({ status: 'ok', facts: { passed: true } });
    expect(login(429)).toMatchObject({ status: 'ok', facts: { rateLimited: true } });
    expect(login(200)).toMatchObject({ status: 'bad', facts: { accepted: true } });
    expect(login(502)).toMatchObject({ status: 'bad', facts: { alive: false } });
  });
});

describe('a plain process', () => {
  const service = {
    run: { process: { dir: '/srv/plain', start: 'python3 main.py' } },
    listen: '127.0.0.1:8401',
  };
  const read = (scene: string): Seen => {
    const { state } = recordedAnswers('service.txt', scene);
    if (state === undefined) throw new Error('no answer');
    return plain.read(state, targetOf(service));
  };
  it('is known by its port and directory', () => {
    expect(read('plain')).toMatchObject({
      status: 'ok',
      facts: { state: 'running', user: 'plainuser', command: '/usr/bin/python3 main.py' },
    });
  });
  it('is unknown to a login that may not see who listens', () => {
    expect(read('plain-bot')).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('is stopped', () => {
    expect(read('plain-down')).toMatchObject({ status: 'bad', facts: { state: 'stopped' } });
  });
});

describe('interpreter and migrations', () => {
  const service = {
    deploy: { dir: '/srv/dj', venv: '/srv/dj/venv', manage: 'manage.py', python: '3.12', user: 'www-data' },
  };
  const seen = (probe: Probe, scene: string): Seen => see(probe, scene, service, 'django.txt');
  it('tells version and packages', () => {
    expect(seen(runtime, 'python')).toMatchObject({
      status: 'bad',
      facts: { python: '3.11.2', pythonMatches: false },
    });
    expect(seen(runtime, 'python').facts['missingPackages']).toContain('no-such-package');
  });
  it('knows a virtual environment that is gone or broken', () => {
    for (const scene of ['no-venv', 'broken-venv'])
      expect(seen(runtime, scene)).toMatchObject({ status: 'bad', facts: { venvExists: false } });
  });
  it('lists what is not applied', () => {
    expect(seen(migrations, 'applied')).toMatchObject({ status: 'ok', facts: { pending: false } });
    expect(seen(migrations, 'pending')).toMatchObject({
      status: 'bad',
      facts: { pending: true, pendingCount: 1, names: ['shop.0002_thing_more'] },
    });
  });
  it('knows nothing about migrations when Django does not start, but why', () => {
    const { status, facts } = seen(migrations, 'no-key');
    expect(status).toBe('unknown');
    expect(facts).toEqual({ signature: 'py-env-missing', subject: 'DJ_KEY' });
    expect(seen(migrations, 'denied')).toMatchObject({ status: 'unknown', facts: {} });
  });
});

describe('what changed lately', () => {
  it('is told with its age', () => {
    const { facts } = see(changes, 'changes', {});
    expect(facts['any']).toBe(true);
    expect(facts['recent']).toEqual(expect.arrayContaining([expect.stringContaining('env: /srv/api/.env')]));
  });
  it('counts packages by the clock of the host', () => {
    const text =
      'now 1795217569\nuptime 90000\nlocal 2026-11-21 01:32:49\n2026-11-21 01:02:49 upgrade libssl3:amd64 3.0.14-1 3.0.15-1\n2026-11-20 23:00:00 install nginx:amd64 <none> 1.22.1-9\n';
    const seen = [changes.read({ changes: exited(text) }, targetOf({ run: { systemd: 'api' } }))].flat()[0];
    expect(seen?.facts).toMatchObject({
      packages: ['upgrade libssl3 3.0.14-1 → 3.0.15-1'],
      packagesAgeS: 1800,
    });
  });
});
