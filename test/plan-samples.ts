import type { Observation } from '#catalog/observation.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { actionSchema, type Action } from '#runbooks/action.ts';
import { type PlanAsk, type PlanDeps, planOf } from '#actions/plan-of.ts';
import { type Plan, stepsOf } from '#actions/plan.ts';

const catalog = readCatalog(
  JSON.stringify({
    hosts: {
      'web-1': { address: '192.0.2.5', user: 'bot' },
      'web-2': { address: '192.0.2.6', user: 'root' },
      'db-1': { address: '192.0.2.7', user: 'bot' },
    },
    platforms: { coolify: { url: 'https://coolify.example.test', deploy_token: 'env:COOLIFY_DEPLOY' } },
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
export const deps: PlanDeps = {
  catalog,
  helper: { path: '/usr/local/sbin/resus-step', sha256: 'abc', textFor: ({ name }) => `helper of ${name}` },
  loginOf: (host) => {
    const { address = '', port = 22, user = '' } = catalog.hosts[host] ?? {};
    return { host, address, port, user, hostKey: 'SHA256:sample' };
  },
};

export function action(more: object): Action {
  return actionSchema.parse({
    action: 'try',
    version: 1,
    title: { en: 'Try', fr: 'Essayer' },
    risk: 'high',
    ...more,
  });
}
export function seen(probe: string, facts: Observation['facts'], host = 'web-1'): Observation {
  return { probe, host, status: 'bad', facts, evidence: [], says: { en: '', fr: '' }, tookMs: 1 };
}
export function ask(name: string, one: Action, more: Partial<PlanAsk> = {}): PlanAsk {
  const service = catalog.services[name];
  if (service === undefined) throw new Error(name);
  return { action: one, service, params: {}, observations: [], ...more };
}
export function planned(name: string, one: Action, more: Partial<PlanAsk> = {}): Plan {
  const made = planOf(deps, ask(name, one, more));
  if ('refused' in made) throw new Error(made.refused.en);
  return made.plan;
}
export const commandsOf = (plan: Plan): string[] =>
  stepsOf(plan).map(({ doing }) => (doing.via === 'ssh' ? `${doing.host}: ${doing.command}` : doing.via));
export const phrase = { en: 'x', fr: 'x' };
