import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import { platformBundle } from '#probes/logs/log-bundle.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { startWithinMs } from '#base/job-outcome.ts';
import type { DiagnosisQueue } from './payloads.ts';
import type { RunStore } from './run-store.ts';

export type AskLogs = {
  readonly runId: string;
  /** Names the click: delivered twice it collects once. */
  readonly clickId: string;
};

export type AskedLogs =
  | { readonly outcome: 'asked'; readonly service: string }
  | { readonly outcome: 'refused'; readonly message: Phrase };

export type AskLogsDeps = {
  readonly catalog: () => Catalog;
  readonly runs: Pick<RunStore, 'find'>;
  readonly queues: Pick<DiagnosisQueue, 'collectLogs'>;
  readonly clock: Clock;
};

/** Queues the collection of a service's logs for the thread of a run. Throws when Redis does not take it. */
export function createStartLogCollection({ catalog, runs, queues, clock }: AskLogsDeps) {
  return async ({ runId, clickId }: AskLogs): Promise<AskedLogs> => {
    const { services, hash } = catalog();
    const run = (await runs.find(runId))?.run;
    if (run === undefined) return { outcome: 'refused', message: runGone };
    const service = Object.hasOwn(services, run.service) ? services[run.service] : undefined;
    if (service === undefined)
      return { outcome: 'refused', message: { ...serviceGone, with: { service: run.service } } };
    if (service.hosts.length === 0 && platformBundle(service) === undefined)
      return { outcome: 'refused', message: { ...noHost, with: { service: run.service } } };
    const notAfter = clock.now() + startWithinMs;
    await queues.collectLogs({ runId, requestId: idOf('logs', runId, clickId), catalogHash: hash, notAfter });
    return { outcome: 'asked', service: run.service };
  };
}

const runGone: Phrase = {
  en: 'This diagnosis is no longer stored. Diagnose the service again; its verdict has the button.',
  fr: 'Ce diagnostic n’est plus conservé. Relancez le diagnostic ; son verdict a le bouton.',
};
const serviceGone: Phrase = {
  en: '{service} is no longer in the catalog, so nothing says where its logs are.',
  fr: '{service} n’est plus dans le catalogue, rien ne dit donc où sont ses journaux.',
};
const noHost: Phrase = {
  en: '{service} has no host in the catalog. Give it `host:` to read its logs over SSH.',
  fr: '{service} n’a pas d’hôte dans le catalogue. Donnez-lui `host:` pour lire ses journaux par SSH.',
};
