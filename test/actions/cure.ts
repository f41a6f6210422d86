import { setTimeout } from 'node:timers/promises';
import { stringify } from 'yaml';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { planOf } from '#actions/plan-of.ts';
import { type Plan, stepsOf } from '#actions/plan.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { diagnoseHost } from '#test/campaign/diagnose-host.ts';
import type { LabSystem } from '#test/lab/systems/system.ts';
import type { ActingHost } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const library = loadRunbooks();

export type Cured = {
  /** What the diagnosis before offered. */
  readonly offered: readonly string[];
  readonly plan: Plan;
  /** What each step said, in order. */
  readonly output: string;
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
  return { offered, plan, output: await runSteps(acting, plan, secret) };
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

/** Throws with all that was said when a step fails that may not. */
async function runSteps(acting: ActingHost, plan: Plan, secret: string): Promise<string> {
  let output = '';
  for (const { doing, mayFail } of stepsOf(plan)) {
    if (doing.via !== 'ssh') continue;
    const told = await acting.run(doing.command, typeof doing.stdin === 'string' ? doing.stdin : secret);
    output += `$ ${doing.command}\n${told.text}`;
    if (told.code !== 0 && !mayFail) throw new Error(`${output}→ ${told.code}`);
  }
  return output;
}

/** What a cure is: broken as seen from outside, offered by the diagnosis, well as seen from outside. */
export const cured = { wasBroken: true, wasOffered: true, gives: 200 };

export type Fixed = typeof cured & { readonly output: string };

/** Breaks the system, acts, and looks from outside before and after. */
export async function breakAndCure(
  acting: ActingHost,
  system: LabSystem,
  action: string,
  { broken, url, ...more }: { broken: string; url: string } & Parameters<typeof cure>[3],
): Promise<Fixed> {
  await acting.must(broken);
  const before = await acting.visit(url);
  const { offered, output } = await cure(acting, system, action, more);
  const giveUpAt = Date.now() + scaled(12_000);
  let gives = await acting.visit(url);
  while (gives !== 200 && Date.now() < giveUpAt) {
    await setTimeout(200);
    gives = await acting.visit(url);
  }
  return { wasBroken: before !== 200, wasOffered: offered.includes(action), gives: Number(gives), output };
}
