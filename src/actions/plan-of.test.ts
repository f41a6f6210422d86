import { describe, expect, test } from 'vitest';
import { action, ask, commandsOf, deps, phrase, planned, seen } from '#test/plan-samples.ts';
import { planOf } from './plan-of.ts';
import { stepsOf } from './plan.ts';

describe('an action becomes the exact commands of a plan', () => {
  test('host by host, by sudo where the login is not root', () => {
    const plan = planned('api', action({ steps: [{ verb: 'restart' }] }));
    expect(commandsOf(plan)).toEqual([
      'web-1: sudo -n systemctl restart payments-backend',
      'web-2: systemctl restart payments-backend',
    ]);
    expect(plan.stages.map(({ targets }) => targets)).toEqual([
      ['web-1/systemd/payments-backend'],
      ['web-2/systemd/payments-backend'],
    ]);
  });

  test('by the manager that runs the service', () => {
    expect(commandsOf(planned('worker', action({ steps: [{ verb: 'restart' }] })))).toEqual([
      'web-1: sudo -n supervisorctl restart payments-worker',
    ]);
    const [start] = commandsOf(planned('tool', action({ steps: [{ verb: 'start' }] })));
    expect(start).toContain("sudo -n -u tool sh -c 'cd /srv/tool && setsid nohup sh -c");
    expect(planOf(deps, ask('shop', action({ steps: [{ verb: 'reload' }] })))).toMatchObject({
      isNotFor: true,
    });
  });

  test('the proxy is tested before it reads its configuration again', () => {
    const plan = planned('api', action({ target: 'proxy', steps: [{ verb: 'reload', of: 'proxy' }] }));
    expect(commandsOf(plan)).toEqual(['web-1: sudo -n nginx -t', 'web-1: sudo -n systemctl reload nginx']);
    expect(plan.stages[0]?.targets).toEqual(['web-1/proxy/nginx']);
  });

  test('a need is found by what is down, on its own host; touching one that is up costs two approvals', () => {
    const start = action({ target: 'need', steps: [{ verb: 'start', of: 'need' }] });
    const down = planned('api', start, { observations: [seen('needs.postgres', { up: false })] });
    expect(commandsOf(down)).toEqual(['db-1: sudo -n systemctl start postgresql@15-main']);
    expect(down.risk).toBe('high');
    const up = planned('api', start, {
      params: { need: 'postgres' },
      observations: [seen('needs.postgres', { up: true })],
    });
    expect(up.risk).toBe('critical');
    expect(planOf(deps, ask('api', start, { params: { need: 'mysql' } }))).toHaveProperty('refused');
  });

  test('a helper is called by its installed path, or sent along to a root login', () => {
    const one = action({
      steps: [{ helper: 'end-process', args: ['{pid}'] }],
      params: { pid: { type: 'pid', says: phrase, from: 'fact.listening.ownerPid' } },
    });
    const observations = [
      seen('listening', { ownerPid: 4121 }),
      seen('listening', { ownerPid: 77 }, 'web-2'),
    ];
    const [first, second] = stepsOf(planned('api', one, { observations }));
    expect(first?.doing).toEqual({
      via: 'ssh',
      host: 'web-1',
      command: 'sudo -n /usr/local/sbin/resus-step api end-process 4121',
    });
    expect(second?.doing).toMatchObject({ command: 'sh -s -- api end-process 77', stdin: 'helper of api' });
  });

  test('what it rests on must be seen, and what is not known is asked for', () => {
    const one = action({ rests_on: { 'process.state': 'stopped' }, steps: [{ verb: 'start' }] });
    expect(planOf(deps, ask('worker', one))).toHaveProperty('refused');
    expect(
      planOf(deps, ask('worker', one, { observations: [seen('process', { state: 'stopped' })] })),
    ).toHaveProperty('plan');
    const needy = action({
      params: { commit: { type: 'commit', says: phrase } },
      steps: [{ run: ['git', 'show', '{commit}'] }],
    });
    expect(planOf(deps, ask('worker', needy))).toMatchObject({ refused: { with: { name: 'commit' } } });
    expect(planOf(deps, ask('worker', needy, { params: { other: 'x' } }))).toMatchObject({
      refused: { with: { name: 'other' } },
    });
  });

  test('a step about an optional value that nobody knows is left out', () => {
    const one = action({
      params: { dir: { type: 'path', says: phrase, from: 'service.deploy.dir', optional: true } },
      steps: [{ verb: 'restart' }, { run: ['ls', '{dir}'], in: '{dir}' }],
    });
    expect(commandsOf(planned('worker', one))).toHaveLength(1);
    expect(commandsOf(planned('api', one))).toContain('web-1: cd /srv/payments && ls /srv/payments');
  });

  test('coolify may build newer code on a restart, so it costs two', () => {
    const plan = planned('shop', action({ steps: [{ platform: 'restart' }] }));
    expect(plan.risk).toBe('critical');
    expect(stepsOf(plan)[0]?.doing).toMatchObject({
      call: {
        method: 'POST',
        url: 'https://coolify.example.test',
        path: '/api/v1/applications/shop/restart',
      },
    });
  });
});
