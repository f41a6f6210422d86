import type { Clock } from '#base/clock.ts';
import { AppError, safePhrase } from '#base/errors.ts';
import type { Log } from '#base/log.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Run } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { collectLogs } from './collect-logs.ts';
import { declineForMs, expired, otherCatalog, type JobOutcome } from '#base/job-outcome.ts';
import type { LogsPayload } from './payloads.ts';
import type { RunStore } from './run-store.ts';
import type { RunThread } from './run-thread.ts';

export type LogsJobDeps = {
  readonly runs: Pick<RunStore, 'find'>;
  readonly thread: Pick<RunThread, 'add'>;
  readonly transport: Pick<ProbeTransport, 'shell' | 'platform'>;
  readonly catalog: () => Catalog;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly log: Log;
};

/** Puts the logs of a run's service into its thread, or a line that says why not. Reading twice changes nothing. */
export function createLogsJob(deps: LogsJobDeps) {
  return async (payload: LogsPayload, signal: AbortSignal): Promise<JobOutcome> => {
    const run = (await deps.runs.find(payload.runId))?.run;
    if (run === undefined) return { end: 'done' };
    const say = async (says: Phrase): Promise<JobOutcome> => {
      await deps.thread.add(run, { id: payload.requestId, says });
      return { end: 'done' };
    };
    const isLate = deps.clock.now() > payload.notAfter;
    if (payload.catalogHash !== deps.catalog().hash)
      return isLate ? say(otherCatalog) : { end: 'later', inMs: declineForMs };
    if (isLate) return say(expired);
    try {
      await collect(deps, run, payload.requestId, signal);
      return { end: 'done' };
    } catch (error) {
      if (signal.aborted)
        throw new AppError('internal', 'Collecting logs was interrupted.', { retryable: true });
      deps.log.error({ err: error, runId: run.id }, 'collecting logs failed');
      return say(safePhrase(error));
    }
  };
}

async function collect(deps: LogsJobDeps, run: Run, requestId: string, signal: AbortSignal): Promise<void> {
  const { services, slack } = deps.catalog();
  const service = services[run.service];
  if (service === undefined)
    throw new AppError('service_unknown', { ...gone, with: { service: run.service } });
  const hosts = run.host === undefined ? service.hosts : [run.host];
  const locale = service.locale ?? slack.locale;
  const { text, hasSome } = await collectLogs(deps.transport, service, hosts, locale, signal);
  if (signal.aborted) throw new AppError('internal', 'Collecting logs was interrupted.', { retryable: true });
  const at = new Date(deps.clock.now()).toISOString();
  await deps.thread.add(run, {
    id: requestId,
    filename: `logs-${service.name}-${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z.txt`,
    title: { ...(hasSome ? title : emptyTitle), with: { service: service.name } },
    text: deps.redact(`# ${service.name}, ${at}, ${run.id}\n\n${text}`),
  });
}

const title: Phrase = { en: 'Logs: {service}', fr: 'Journaux : {service}' };
const emptyTitle: Phrase = {
  en: 'Logs: {service} (none could be read; the reasons are inside)',
  fr: 'Journaux : {service} (aucun lisible ; les raisons sont dedans)',
};
const gone: Phrase = {
  en: '{service} is no longer in the catalog.',
  fr: '{service} n’est plus dans le catalogue.',
};
