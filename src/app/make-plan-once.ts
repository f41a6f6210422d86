import { policyOf, type Policy } from '#actions/policy.ts';
import { systemClock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import { type Locale, say } from '#base/phrase.ts';
import { createRedact } from '#redaction/redact.ts';
import { createLookAtService } from '#diagnosis/look-at-service.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { planNow } from '#actions/make-plan.ts';
import { allProbes } from '#probes/all-probes.ts';
import { digestOf } from '#actions/plan-digest.ts';
import type { Plan } from '#actions/plan.ts';
import { findService } from '#catalog/find-service.ts';
import { openTransport } from './probe-transport.ts';
import { createResolveLogin } from './step-executor.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { loadHelper } from './load-helper.ts';
import { loadRunbooksBeside } from './load-runbooks.ts';
import { createLog } from './log.ts';
import type { LocalSettings } from './settings.ts';

export type PlanAskedOnce = {
  readonly action: string;
  readonly service: string;
  readonly params: Readonly<Record<string, string>>;
  readonly host?: string;
};
export type MadeOnce =
  | { readonly plan: Plan; readonly digest: string; readonly policy: Policy; readonly locale: Locale }
  | { readonly refused: string };

/** A plan from a look made in this process: to read, not to run. */
export async function makePlanOnce(settings: LocalSettings, asked: PlanAskedOnce): Promise<MadeOnce> {
  const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
  const found = findService(catalog, asked.service);
  if (!('service' in found))
    throw new AppError(
      'service_unknown',
      `There is no service "${asked.service}". Closest: ${found.closest.join(', ')}.`,
    );
  const { service } = found;
  const transport = openTransport(
    () => catalog,
    createLog(settings.logLevel, createRedact(knownSecrets(process.env, catalog))),
  );
  const library = loadRunbooksBeside(settings.configFile);
  const looking = {
    look: createObserveDirectly({ transport, probes: allProbes }),
    catalog: () => catalog,
    library: () => library,
    clock: systemClock,
  };
  const deps = {
    ...looking,
    lookAtService: createLookAtService(looking),
    helper: loadHelper(),
    resolveLogin: createResolveLogin(transport.pool),
  };
  try {
    const id = idOf('plan', 'cli', String(process.pid));
    const seen = await deps.lookAtService(service, id, new AbortController().signal);
    const made = await planNow(deps, { ask: asked, service, seen });
    const locale = service.locale ?? catalog.slack.locale;
    if ('refused' in made) return { refused: say(locale, made.refused) };
    return {
      plan: made.plan,
      digest: digestOf(made.plan),
      policy: policyOf(catalog, service, made.plan.risk),
      locale,
    };
  } finally {
    transport.close();
  }
}
