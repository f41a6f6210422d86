import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import { applyRunEvent, type Run, type RunEvent, type Trigger } from '#runbooks/run.ts';
import type { Catalog } from '#services/catalog.ts';
import { findService } from '#services/find-service.ts';
import type { Log } from './log.ts';
import { startWithinMs } from './payloads.ts';
import type { Queues } from './queues.ts';
import type { RunStore } from './run-store.ts';
import type { Screen } from './screen.ts';

export type AskDiagnosis = {
  readonly service: string;
  readonly host?: string;
  readonly trigger: Trigger;
  /** Names the command or click: the same one again finds the run it started. */
  readonly triggerId: string;
};

export type AskedDiagnosis =
  | { readonly outcome: 'asked'; readonly run: Run }
  | { readonly outcome: 'closest'; readonly asked: string; readonly names: readonly string[] }
  | { readonly outcome: 'refused'; readonly message: Phrase };

export type AskDiagnosisDeps = {
  readonly catalog: () => Catalog;
  readonly runs: Pick<RunStore, 'append'>;
  readonly screen: Screen;
  readonly queues: Pick<Queues, 'diagnose'>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Starts a diagnosis durably: when it answers `asked`, the run, its first message and its job are in Redis. All three
 * are written at once on one connection, which keeps their order; if only some arrive, the sweeper completes the run
 * until it is too old to start.
 */
export function createAskDiagnosis(deps: AskDiagnosisDeps) {
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
    const event: RunEvent = { type: 'asked', at, ...where, trigger: command.trigger };
    const run = applyRunEvent(undefined, runId, event);
    if (run === undefined) throw new AppError('internal', 'A diagnosis could not be described.');
    const notAfter = at + startWithinMs;
    try {
      await Promise.all([
        deps.runs.append({ runId, eventId: 'asked', event }),
        // A repeated ask shows its run as it was in the beginning, which the screen ignores when it has gone on.
        deps.screen.show(run, 1),
        deps.queues.diagnose({ runId, ...where, catalogHash: catalog.hash, notAfter }),
      ]);
      return { outcome: 'asked', run };
    } catch (error) {
      deps.log.error({ err: error, runId, service: service.name }, 'a diagnosis could not be queued');
      return { outcome: 'refused', message: notQueued(error, service.name, runId, notAfter) };
    }
  };
}

function noSuchHost(service: string, host: string, hosts: readonly string[]): Phrase {
  return {
    en: '{service} does not run on "{host}". Its hosts: {hosts}.',
    fr: '{service} ne tourne pas sur « {host} ». Ses hôtes : {hosts}.',
    with: { service, host, hosts },
  };
}

/** Only a time-out leaves doubt: everything else was refused before it could reach Redis. */
function notQueued(error: unknown, service: string, runId: string, notAfter: number): Phrase {
  const isTimeout = error instanceof Error && /timed out/i.test(error.message);
  if (!isTimeout)
    return {
      en: 'The queue (Redis) does not answer; nothing was started. Start Redis and ask again, or run `resus diagnose {service}` on the machine of Resus: it works without Redis.',
      fr: 'La file (Redis) ne répond pas ; rien n’a été lancé. Démarrez Redis et redemandez, ou lancez `resus diagnose {service}` sur la machine de Resus : cela marche sans Redis.',
      with: { service },
    };
  return {
    en: 'The queue (Redis) did not confirm in time. Request {runId} will not start after {time}; ask again then, or run `resus diagnose {service}` on the machine of Resus: it works without Redis.',
    fr: 'La file (Redis) n’a pas confirmé à temps. La demande {runId} ne démarrera pas après {time} ; redemandez alors, ou lancez `resus diagnose {service}` sur la machine de Resus : cela marche sans Redis.',
    with: { service, runId, time: timeOf(notAfter) },
  };
}

/** Slack shows it in the reader's own time zone; the part after "|" is for who cannot. */
function timeOf(ms: number): string {
  const utc = new Date(ms).toISOString().slice(11, 19);
  return `<!date^${Math.ceil(ms / 1000)}^{time_secs}|${utc} UTC>`;
}
