import { stringify } from 'yaml';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { planOf } from '#runbooks/plan-of.ts';
import { type Plan, stepsOf } from '#runbooks/plan.ts';
import { readCatalog } from '#services/read-catalog.ts';
import { diagnoseHost } from '#test/campaign/diagnose-host.ts';
import type { LabSystem } from '#test/lab/systems/system.ts';
import type { ActingHost } from './acting-host.ts';

const library = loadRunbooks();

export type Cured = {
  /** What the diagnosis before offered. */
  readonly offered: readonly string[];
  readonly plan: Plan;
  /** What each step said, in order; the first that failed is the last. */
  readonly output: string;
  readonly ok: boolean;
};

/** Diagnoses, plans the action from what was seen, and runs exactly the plan's commands as the unprivileged login. */
export async function cure(
  acting: ActingHost,
  system: LabSystem,
  action: string,
  { service = system.service, params = {}, secret = '' } = {},
): Promise<Cured> {
  const written = system.catalog(acting.host);
  const run = await diagnoseHost(written, service);
  const plan = planFor(acting, written, action, service, params, run.observations);
  const { verdict } = run;
  const causes = verdict === undefined ? [] : [verdict, ...verdict.otherCauses, ...verdict.warnings];
  const offered = causes
    .flatMap((one) => [one, ...one.symptoms])
    .flatMap(({ remedies }) => remedies.map((each) => each.action));
  const { output, ok } = await runSteps(acting, plan, secret);
  return { offered, plan, output, ok };
}

function planFor(
  acting: ActingHost,
  written: ReturnType<LabSystem['catalog']>,
  name: string,
  service: string,
  params: Record<string, string>,
  observations: Parameters<typeof planOf>[1]['observations'],
): Plan {
  const catalog = readCatalog(stringify(written), 'lab.yaml');
  const action = library.actions.get(name);
  const about = catalog.services[service];
  if (action === undefined || about === undefined) throw new Error(`no ${name} for ${service}`);
  const { address, port, user, fingerprint } = acting.host;
  const planned = planOf(
    {
      catalog,
      helper: loadHelper(),
      loginOf: (host) => ({ host, address, port, user, hostKey: fingerprint }),
    },
    { action, service: about, params, observations },
  );
  if ('refused' in planned)
    throw new Error(`${name}: ${planned.refused.en} ${JSON.stringify(planned.refused.with)}`);
  return planned.plan;
}

async function runSteps(
  acting: ActingHost,
  plan: Plan,
  secret: string,
): Promise<{ output: string; ok: boolean }> {
  let output = '';
  for (const { doing, mayFail } of stepsOf(plan)) {
    if (doing.via !== 'ssh') continue;
    const told = await acting.run(doing.command, typeof doing.stdin === 'string' ? doing.stdin : secret);
    output += `$ ${doing.command}\n${told.text}`;
    if (told.code !== 0 && !mayFail) return { output: `${output}→ ${told.code}\n`, ok: false };
  }
  return { output, ok: true };
}
