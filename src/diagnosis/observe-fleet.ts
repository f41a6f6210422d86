import type { Log } from '#base/log.ts';
import type { Probe, Target } from '#probes/probe.ts';
import { unseen } from '#probes/missing-observations.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Look, LookRequest } from './observe-service.ts';
import type { FleetResults } from './fleet-results.ts';
import type { LookPayload, DiagnosisQueue } from './payloads.ts';

export type LookByQueueDeps = {
  /** For what is seen from outside, and for few hosts. */
  readonly direct: Look;
  readonly probes: readonly Probe[];
  readonly queues: Pick<DiagnosisQueue, 'look'>;
  readonly returns: FleetResults;
  readonly log: Log;
};

/**
 * Up to so many hosts are looked at by the process that diagnoses: handing them on costs some milliseconds, and reading
 * what eight hosts answer keeps one core busy for less than that. It is also the most that one job takes: 50 hosts make
 * seven jobs, so that two to four workers get about the same share.
 */
const fewHosts = 8;

/** Hands the hosts of a large service in chunks to whichever workers are free, and gathers what they saw. */
export function createObserveFleet(deps: LookByQueueDeps): Look {
  return async (request, onObservation, signal) => {
    const far = request.targets.filter(({ host }) => host !== undefined);
    if (far.length <= fewHosts) return deps.direct(request, onObservation, signal);
    const outside = request.targets.filter(({ host }) => host === undefined);
    const seen = await Promise.all([
      deps.direct({ ...request, targets: outside }, onObservation, signal),
      lookFar(deps, { ...request, targets: far }, onObservation, signal),
    ]);
    return seen.flat();
  };
}

async function lookFar(
  deps: LookByQueueDeps,
  request: LookRequest,
  onObservation: (observation: Observation) => void,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const { targets, deadlineMs } = request;
  const seen = new Map<string, Observation>();
  const take = (observation: Observation): void => {
    const name = JSON.stringify([observation.probe, observation.host]);
    const before = seen.get(name);
    // A chunk that two workers had, because the first was slow or killed, comes twice.
    if (before !== undefined && (before.status !== 'unknown' || observation.status === 'unknown')) return;
    seen.set(name, observation);
    onObservation(observation);
  };
  const deadline = AbortSignal.timeout(deadlineMs);
  const end = AbortSignal.any([signal, deadline]);
  const gathered = gather(deps, request, take, end).catch((error: unknown) => {
    if (!end.aborted) deps.log.error({ err: error, runId: request.runId }, 'hosts could not be handed on');
  });
  await Promise.race([gathered, aborted(end)]);
  deps.returns.close(request.id).catch(() => {
    // It expires by itself.
  });
  for (const observation of unseen(deps.probes, targets, [...seen.values()], deadlineMs)) take(observation);
  return [...seen.values()];
}

async function gather(
  { queues, returns }: LookByQueueDeps,
  request: LookRequest,
  take: (observation: Observation) => void,
  signal: AbortSignal,
): Promise<void> {
  const payloads = payloadsOf(request);
  const missing = new Set(payloads.map(({ chunk }) => chunk));
  await returns.open(request.id, request.deadlineMs);
  if (signal.aborted) return;
  await Promise.all([
    queues.look(payloads),
    returns.collect(
      request.id,
      ({ chunk, observations, isLast }) => {
        observations.forEach(take);
        if (isLast) missing.delete(chunk);
        return missing.size > 0;
      },
      signal,
    ),
  ]);
}

function payloadsOf({ id, runId, targets }: LookRequest): LookPayload[] {
  const [first] = targets;
  if (first === undefined) return [];
  const common = { lookId: id, runId, service: first.service.name, catalogHash: first.catalog.hash };
  return chunksOf(targets.flatMap(({ host }: Target) => host?.name ?? [])).map((hosts, chunk) => ({
    ...common,
    chunk,
    hosts,
  }));
}

/** Of about the same size: a last one with a single host would keep a worker busy for little. */
function chunksOf(hosts: readonly string[]): string[][] {
  const count = Math.ceil(hosts.length / fewHosts);
  const start = (chunk: number): number => Math.round((chunk * hosts.length) / count);
  return Array.from({ length: count }, (_, chunk) => hosts.slice(start(chunk), start(chunk + 1)));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
