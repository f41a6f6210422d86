import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import { pendingLooks } from '#probes/probe-run.ts';
import type { Probe, Target } from '#probes/probe.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Library } from '#runbooks/library.ts';
import type { PlannedProbe } from './events.ts';
import type { Action } from '#runbooks/action.ts';
import type { Remedy, Verdict } from '#runbooks/verdict.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Diagnose, DiagnoseRequest } from './diagnose.ts';
import type { Look } from './observe-service.ts';

export type RemedyAsk = {
  readonly action: Action;
  readonly service: Service;
  readonly observations: readonly Observation[];
};

export type DiagnoseDeps = {
  readonly look: Look;
  readonly probes: readonly Probe[];
  /** Asked anew for each diagnosis: both may be reloaded while we run. */
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  /** Renders an action as it would look for this service; undefined when it is not for it. */
  readonly remedy: (ask: RemedyAsk) => Remedy | undefined;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Only this makes a probe `unknown` for being late; a service that does not answer is an observation before it. */
const deadlineMs = 15_000;
/** People get what is known by now, marked as provisional, while a slow probe still waits. */
const provisionalAfterMs = 1_000;

export function createDiagnose(deps: DiagnoseDeps): Diagnose {
  return async (request, tell, signal) => {
    const service = serviceOf(deps.catalog(), request);
    const targets = targetsOf(deps, service, request.host);
    const decide = (observations: readonly Observation[]): Verdict =>
      decideFor(deps, service, targets, observations);
    const now = (): number => deps.clock.now();
    const startedAt = now();
    const say: typeof tell = (event) => {
      if (!signal.aborted) tell(event);
    };
    const conclude = (verdict: Verdict): void =>
      say({ type: 'concluded', at: now(), verdict, tookMs: now() - startedAt });

    say({ type: 'started', at: startedAt, probes: plannedLooks(deps.probes, targets) });
    const soFar: Observation[] = [];
    const look = deps.look(
      lookOf(request, 'first', targets),
      (observation) => {
        soFar.push(observation);
        say({ type: 'observed', at: now(), observation });
      },
      signal,
    );
    const isSlow = await Promise.race([
      look.then(() => false),
      deps.sleep(provisionalAfterMs, signal).then(() => true),
    ]);
    if (isSlow && !signal.aborted) {
      const early = decide(soFar);
      if (early.outcome === 'faulty') conclude({ ...early, provisional: true });
    }
    const verdict = decide(await look);
    conclude(verdict);
    if (verdict.provisional)
      await lookAgain(deps, { request, service, targets, verdict, conclude, say, signal });
  };
}

function plannedLooks(probes: readonly Probe[], targets: readonly Target[]): PlannedProbe[] {
  return pendingLooks(probes, targets).map(({ probe, target }) => ({
    probe: probe.id,
    ...(target.host === undefined ? {} : { host: target.host.name }),
  }));
}

function lookOf({ runId, attempt }: DiagnoseRequest, which: string, targets: readonly Target[]) {
  return { id: idOf('look', runId, attempt, which), runId, targets, deadlineMs };
}

type Again = {
  readonly request: DiagnoseRequest;
  readonly service: Service;
  readonly targets: readonly Target[];
  readonly verdict: Verdict;
  readonly conclude: (verdict: Verdict) => void;
  readonly say: Parameters<Diagnose>[1];
  readonly signal: AbortSignal;
};

/** Some proofs need waiting: a process that has just started may stay or fall. The verdict is amended once. */
async function lookAgain(deps: DiagnoseDeps, again: Again): Promise<void> {
  const library = deps.library();
  const settleS = library.diagnosis.verdicts[again.verdict.id]?.settle ?? 0;
  await deps.sleep(settleS * 1_000, again.signal);
  if (again.signal.aborted) return;
  const targets = again.targets.map((target) => ({ ...target, now: deps.clock.now() }));
  const observations = await deps.look(
    lookOf(again.request, 'again', targets),
    (observation) => again.say({ type: 'observed', at: deps.clock.now(), observation }),
    again.signal,
  );
  again.conclude({ ...decideFor(deps, again.service, targets, observations), provisional: false });
}

function serviceOf(catalog: Catalog, { service: name }: DiagnoseRequest): Service {
  const service = Object.hasOwn(catalog.services, name) ? catalog.services[name] : undefined;
  if (service === undefined) {
    throw new AppError('service_unknown', {
      en: 'There is no service "{name}" in the catalog; there are: {names}.',
      fr: 'Il n’y a pas de service « {name} » dans le catalogue ; il y a : {names}.',
      with: { name, names: Object.keys(catalog.services) },
    });
  }
  return service;
}

function targetsOf(deps: DiagnoseDeps, service: Service, only: string | undefined): Target[] {
  const catalog = deps.catalog();
  if (only !== undefined && !service.hosts.includes(only)) {
    throw new AppError('host_unknown', {
      en: '{service} does not run on "{only}"; its hosts: {hosts}.',
      fr: '{service} ne tourne pas sur « {only} » ; ses hôtes : {hosts}.',
      with: { service: service.name, only, hosts: service.hosts },
    });
  }
  const hosts = only === undefined ? service.hosts : [only];
  const now = deps.clock.now();
  const outside: Target = { service, catalog, now, signatures: deps.library().signatures };
  return [
    outside,
    ...hosts.flatMap((name) => {
      const host = catalog.hosts[name];
      return host === undefined ? [] : [{ ...outside, host }];
    }),
  ];
}

function decideFor(
  deps: DiagnoseDeps,
  service: Service,
  targets: readonly Target[],
  observations: readonly Observation[],
): Verdict {
  const library = deps.library();
  return decideVerdict(library.diagnosis, observations, {
    service: service.title ?? service.name,
    hosts: targets.flatMap(({ host }) => (host === undefined ? [] : [host.name])),
    remedy: (id) => {
      const action = library.actions.get(id);
      return action === undefined ? undefined : deps.remedy({ action, service, observations });
    },
  });
}
