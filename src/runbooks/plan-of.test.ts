import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quote } from '#base/quote.ts';
import type { Observation } from '#services/observation.ts';
import { readCatalog } from '#services/read-catalog.ts';
import { actionSchema, type Action } from './action.ts';
import { diffPlans } from './diff-plans.ts';
import { digestOf } from './plan-digest.ts';
import { type PlanAsk, type PlanDeps, planOf } from './plan-of.ts';
import { type Plan, stepsOf } from './plan.ts';

const catalog = readCatalog(
  JSON.stringify({
    hosts: {
      'web-1': { address: '192.0.2.5', user: 'bot' },
      'web-2': { address: '192.0.2.6', user: 'root' },
      'db-1': { address: '192.0.2.7', user: 'bot' },
    },
    platforms: { coolify: { url: 'https://coolify.example.test' } },
    services: {
      api: {
        title: 'Payments API',
        hosts: ['web-1', 'web-2'],
        run: { systemd: 'payments-backend' },
        listen: '127.0.0.1:8000',
        proxy: { nginx: '/etc/nginx/sites-enabled/backend' },
        deploy: { dir: '/srv/payments', user: 'django' },
        needs: [{ postgres: { host: 'db-1', unit: 'postgresql@15-main' } }],
      },
      worker: { host: 'web-1', run: { supervisor: 'payments-worker' } },
      tool: {
        host: 'web-1',
        run: { process: { dir: '/srv/tool', start: 'python main.py', user: 'tool', log: '/srv/tool/log' } },
      },
      shop: { run: { coolify: 'shop' } },
    },
  }),
  'plan.yaml',
);
const deps: PlanDeps = {
  catalog,
  helper: { path: '/usr/local/sbin/resus-step', sha256: 'abc', textFor: ({ name }) => `helper of ${name}` },
  loginOf: (host) => {
    const { address = '', port = 22, user = '' } = catalog.hosts[host] ?? {};
    return { host, address, port, user, hostKey: 'SHA256:sample' };
  },
};

function action(more: object): Action {
  return actionSchema.parse({
    action: 'try',
    version: 1,
    title: { en: 'Try', fr: 'Essayer' },
    risk: 'high',
    ...more,
  });
}
function seen(probe: string, facts: Observation['facts'], host = 'web-1'): Observation {
  return { probe, host, status: 'bad', facts, evidence: [], says: { en: '', fr: '' }, tookMs: 1 };
}
function ask(name: string, one: Action, more: Partial<PlanAsk> = {}): PlanAsk {
  const service = catalog.services[name];
  if (service === undefined) throw new Error(name);
  return { action: one, service, params: {}, observations: [], ...more };
}
function planned(name: string, one: Action, more: Partial<PlanAsk> = {}): Plan {
  const made = planOf(deps, ask(name, one, more));
  if ('refused' in made) throw new Error(made.refused.en);
  return made.plan;
}
const commandsOf = (plan: Plan): string[] =>
  stepsOf(plan).map(({ doing }) => (doing.via === 'ssh' ? `${doing.host}: ${doing.command}` : doing.via));
const phrase = { en: 'x', fr: 'x' };

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
    expect(planOf(deps, ask('shop', action({ steps: [{ verb: 'restart' }] })))).toMatchObject({
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

describe('the digest of a plan', () => {
  const plan = planned('api', action({ steps: [{ verb: 'restart' }], undo: phrase, downtime: '3s' }));

  test('is the same however the plan was built', () => {
    expect(digestOf(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(digestOf(plan));
    expect(digestOf(Object.fromEntries(Object.entries(plan).toReversed()) as unknown as Plan)).toBe(
      digestOf(plan),
    );
  });

  /** Every leaf, changed one at a time. */
  function mutants(
    value: unknown,
    put: (changed: unknown) => unknown,
    path = '',
  ): { path: string; plan: unknown }[] {
    if (Array.isArray(value))
      return value.flatMap((one, i) =>
        mutants(one, (changed) => put(value.with(i, changed)), `${path}.${i}`),
      );
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([key, one]) =>
        mutants(one, (changed) => put({ ...value, [key]: changed }), `${path}.${key}`),
      );
    return [
      {
        path,
        plan: put(
          typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`,
        ),
      },
    ];
  }
  const all = mutants(plan, (changed) => changed);

  test.each(all)('$path changed gives another, and is told', ({ plan: changed }) => {
    expect(digestOf(changed as Plan)).not.toBe(digestOf(plan));
    expect(diffPlans(plan, changed as Plan).length).toBeGreaterThan(0);
  });

  test('covers address, login, host key, commands, verify and catalog', () => {
    const paths = all.map(({ path }) => path).join(' ');
    for (const part of [
      'address',
      'user',
      'hostKey',
      'command',
      'windowMs',
      'catalogHash',
      'risk',
      'version',
    ])
      expect(paths).toContain(part);
  });
});

/** What people type at 3 a.m., what attackers type, and what hosts may say. */
const evil = [
  ...[
    '; id',
    '| id',
    '& id',
    '&& id',
    '|| id',
    '$(id)',
    '`id`',
    '${IFS}id',
    '> /tmp/x',
    '< /etc/passwd',
    '\nid',
    '\r\nid',
    '\0id',
    '\\',
    "'",
    '"',
  ],
  ...[
    "'; id; '",
    '"; id; "',
    "'$(id)'",
    '"$(id)"',
    "\\'; id #",
    '#',
    '!id',
    '!!',
    '~root',
    '*',
    '?',
    '[a-z]',
    '{a,b}',
    '$HOME',
    '%0aid',
    '\u2028id',
  ],
  ...[
    '-rf',
    '--help',
    '-o ProxyCommand=id',
    '-e id',
    '--',
    '-',
    '../../etc/passwd',
    '/etc/../etc/shadow',
    '/srv/a b',
    "/srv/a'b",
    '/srv/$(id)',
    '/srv/`id`',
    '/srv/a;id',
    '/srv/a\nb',
  ],
  ...[
    '4121; id',
    '4121 1',
    '-4121',
    '0',
    '99999999',
    '1e3',
    '0x10',
    '٤',
    '4121\n',
    ' 4121',
    '80;id',
    '65536',
    '-80',
    '8o',
  ],
  ...[
    'main; id',
    'HEAD',
    '--upload-pack=id',
    'deadbee;id',
    'g1234567',
    'env:A;id',
    'file:x',
    'file:/a b',
    'file:/$(id)',
    'env:$(id)',
    'A=b;id',
    'A B',
    '1A',
    'PATH=/tmp:',
    'LD_PRELOAD=/x',
  ],
  ...[
    'api\u0000',
    'api api',
    'API;',
    '<!channel>',
    '<script>',
    '{"a":1}',
    '%s%n',
    '$((1+1))',
    '<(id)',
    '>(id)',
    'a=$(id)',
    '\u001b[2J',
    '\t',
    '',
    ' ',
    '\u202e',
  ],
  ...[
    '127.0.0.1:80;id',
    '[::1]:80$(id)',
    'host name:80',
    ':80',
    'x:99999999',
    '1G;',
    '1T T',
    '1.5G',
    '-1G',
    '10 m',
    'm10',
    '10s;id',
  ],
];

describe('nothing that is typed or seen reaches a shell as more than one word', () => {
  const types = [
    'port',
    'pid',
    'number',
    'name',
    'path',
    'address',
    'commit',
    'variable',
    'reference',
    'size',
    'duration',
  ] as const;

  test('there are more than a hundred payloads', () => {
    expect(new Set(evil).size).toBeGreaterThanOrEqual(100);
  });

  test.each(evil)('%j as a parameter, typed or read from a fact', (payload) => {
    for (const type of types) {
      const params = { it: { type, says: phrase, from: 'fact.listening.it' } };
      const one = action({ params, steps: [{ run: ['echo', 'x{it}y', '{it}'] }] });
      for (const more of [
        { params: { it: payload } },
        { observations: [seen('listening', { it: payload })] },
      ]) {
        const made = planOf(deps, ask('worker', one, more));
        if ('refused' in made) continue;
        // What its type lets through is harmless by itself: it is the same words for a shell, quoted or not.
        const [step] = stepsOf(made.plan);
        if (step?.doing.via !== 'ssh') throw new Error('it is a command');
        expect(step.doing.command).toBe(`echo x${payload}y ${payload}`);
        expect(quote(payload)).toBe(payload);
      }
    }
  });

  test('even unchecked, every payload arrives as exactly one word', () => {
    for (const payload of evil.filter((one) => !one.includes('\0'))) {
      const command = `printf '<%s>' ${quote(payload)}`;
      expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(`<${payload}>`);
    }
  });

  test.each(evil)('%j as the name of a service, a host or a unit is no catalog', (payload) => {
    const one = { host: 'h', run: { systemd: 'u' } };
    const hosts = { h: { address: '192.0.2.5', user: 'bot' } };
    const tryRead = (written: object): unknown => {
      try {
        return readCatalog(JSON.stringify(written), 'x.yaml');
      } catch {
        return undefined;
      }
    };
    if (/^[a-z0-9][a-z0-9._-]*$/.test(payload)) return;
    expect(tryRead({ hosts, services: { [payload]: one } })).toBeUndefined();
    expect(tryRead({ hosts: { [payload]: hosts.h }, services: {} })).toBeUndefined();
    if (/^[A-Za-z0-9_][\w.@:\\-]*$/.test(payload)) return;
    expect(tryRead({ hosts, services: { api: { ...one, run: { systemd: payload } } } })).toBeUndefined();
  });
});
