import { type AskDiagnosis, type AskedDiagnosis, applyRunEvent, type RunEvent } from './events.ts';
import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { findService } from '#catalog/find-service.ts';
import type { Log } from '#base/log.ts';
import { startWithinMs } from '#base/job-outcome.ts';
import { findEarlier } from './find-earlier.ts';
import type { DiagnosisQueue } from './payloads.ts';
import type { RunStore } from './run-store.ts';

export type AskDiagnosisDeps = {
  readonly catalog: () => Catalog;
  readonly runs: Pick<RunStore, 'append' | 'recent'>;
  /** The link to a run; undefined when it stands nowhere. */
  readonly linkRun: (runId: string) => Promise<string | undefined>;
  readonly queues: Pick<DiagnosisQueue, 'diagnose'>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Starts a diagnosis durably: when it answers `asked`, the run and its job are in Redis. Both are written at once on one
 * connection, which keeps their order; if only one arrives, the sweeper completes the run until it is too old to start.
 */
export function createStartDiagnosis(deps: AskDiagnosisDeps) {
  return async (command: AskDiagnosis): Promise<AskedDiagnosis> => {
    const catalog = deps.catalog();
    const found = findService(catalog, command.service);
    if (!('service' in found)) return { outcome: 'closest', asked: command.service, names: found.closest };
    const { service } = found;
    const host = command.host;
    if (host !== undefined && !service.hosts.includes(host))
      return { outcome: 'refused', message: noSuchHost(service.name, host, service.hosts) };

    const runId = idOf('run', command.trigger.by, command.triggerId);
    const at = deps.clock.now();
    const where = { service: service.name, ...(host === undefined ? {} : { host }) };
    const earlier = await findEarlier(deps, service.name, runId, at);
    const event: RunEvent = { type: 'asked', at, ...where, trigger: command.trigger, ...earlier };
    const run = applyRunEvent(undefined, runId, event);
    if (run === undefined) throw new AppError('internal', 'A diagnosis could not be described.');
    const notAfter = at + startWithinMs;
    const payload = { runId, ...where, catalogHash: catalog.hash, notAfter };
    const [stored, ...rest] = await Promise.allSettled([
      deps.runs.append({ runId, eventId: 'asked', event }),
      deps.queues.diagnose(payload),
    ]);
    for (const one of [stored, ...rest]) {
      if (one.status === 'rejected')
        deps.log.error({ err: one.reason, runId }, 'a diagnosis could not be queued in full');
    }
    // Once the run is stored, the sweeper sees to everything else.
    if (stored.status === 'fulfilled') return { outcome: 'asked', run };
    return isUnsent(stored.reason)
      ? { outcome: 'refused', message: notStarted(service.name) }
      : { outcome: 'refused', message: notConfirmed(service.name, runId), notAfter };
  };
}

/** ioredis says this when it had no connection to write to; everything else may have reached Redis. */
function isUnsent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Stream isn't writeable");
}

function noSuchHost(service: string, host: string, hosts: readonly string[]): Phrase {
  return {
    en: '{service} does not run on "{host}". Its hosts: {hosts}.',
    fr: '{service} ne tourne pas sur « {host} ». Ses hôtes : {hosts}.',
    with: { service, host, hosts },
  };
}

function notStarted(service: string): Phrase {
  return {
    en: 'The queue (Redis) does not answer; nothing was started. Start Redis and ask again, or run `resus diagnose {service}` on the machine of Resus: it works without Redis.',
    fr: 'La file (Redis) ne répond pas ; rien n’a été lancé. Démarrez Redis et redemandez, ou lancez `resus diagnose {service}` sur la machine de Resus : cela marche sans Redis.',
    with: { service },
  };
}

function notConfirmed(service: string, runId: string): Phrase {
  return {
    en: 'The queue (Redis) did not confirm in time. Request {runId} will not start after {time}; ask again then, or run `resus diagnose {service}` on the machine of Resus: it works without Redis.',
    fr: 'La file (Redis) n’a pas confirmé à temps. La demande {runId} ne démarrera pas après {time} ; redemandez alors, ou lancez `resus diagnose {service}` sur la machine de Resus : cela marche sans Redis.',
    with: { service, runId },
  };
}
