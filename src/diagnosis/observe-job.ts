import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import type { Signatures } from '#base/log-signatures.ts';
import { redactAll, type Redact } from '#redaction/redact.ts';
import type { Target } from '#probes/probe.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { JobOutcome } from '#base/job-outcome.ts';
import type { Look } from './observe-service.ts';
import type { FleetResults } from './fleet-results.ts';
import type { LookPayload } from './payloads.ts';

export type LookJobDeps = {
  readonly look: Look;
  readonly returns: FleetResults;
  readonly catalog: () => Catalog;
  readonly signatures: () => Signatures;
  readonly redact: Redact;
  readonly clock: Clock;
};

/** Kept of the time somebody waits, so that "could not look in time" still arrives in time, with its reasons. */
const handBackMs = 500;
/** Soon another worker may have the catalog that was asked with, and somebody waits for seconds only. */
const declineForMs = 250;

/**
 * Looks at some hosts of a service for a diagnosis that runs elsewhere. May run twice at the same time: looking changes
 * nothing. Ends at once when nobody waits any more.
 */
export function createObserveJob(deps: LookJobDeps) {
  return async (payload: LookPayload, signal: AbortSignal): Promise<JobOutcome> => {
    const waitsMs = await deps.returns.waitsMs(payload.lookId);
    if (waitsMs === undefined) return { end: 'done' };
    const targets = targetsOf(deps, payload);
    if (targets === undefined) return { end: 'later', inMs: declineForMs };
    const back = createHandBack(deps, payload);
    await deps.look(
      {
        id: payload.lookId,
        runId: payload.runId,
        targets,
        deadlineMs: Math.max(waitsMs - handBackMs, 0),
      },
      // What an interrupted look could not see says nothing about the host: somebody else looks.
      (observation) => {
        if (!signal.aborted) back.tell(observation);
      },
      AbortSignal.any([signal, back.unwanted]),
    );
    if (signal.aborted) throw new AppError('internal', 'A look was interrupted.', { retryable: true });
    await back.end();
    return { end: 'done' };
  };
}

/** Undefined when this process has another catalog than the one who asked. */
function targetsOf(deps: LookJobDeps, payload: LookPayload): Target[] | undefined {
  const catalog = deps.catalog();
  const service = catalog.services[payload.service];
  if (catalog.hash !== payload.catalogHash || service === undefined) return undefined;
  return payload.hosts.flatMap((name) => {
    const host = catalog.hosts[name];
    return host === undefined
      ? []
      : [{ service, catalog, now: deps.clock.now(), signatures: deps.signatures(), host }];
  });
}

/** Writes one thing after the other; what is seen while Redis writes goes together with the next. */
function createHandBack({ returns, redact }: LookJobDeps, { lookId, chunk }: LookPayload) {
  const unwanted = new AbortController();
  let waiting: Observation[] = [];
  let tail = Promise.resolve();
  const write = async (isLast: boolean): Promise<void> => {
    if (unwanted.signal.aborted || (waiting.length === 0 && !isLast)) return;
    const observations = waiting;
    waiting = [];
    if (!(await returns.handBack(lookId, { chunk, observations, isLast }))) unwanted.abort();
  };
  return {
    tell: (observation: Observation): void => {
      waiting.push(redactAll(observation, redact));
      tail = tail.then(() => write(false));
      // Told by `end`, where somebody listens.
      tail.catch(() => {});
    },
    /** Rejects when something could not be written. */
    end: async (): Promise<void> => {
      await tail;
      await write(true);
    },
    unwanted: unwanted.signal,
  };
}
