import { createRemedyPreview } from '#actions/remedy.ts';
import { systemClock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import type { Locale } from '#base/phrase.ts';
import { createRedact, redactAll } from '#redaction/redact.ts';
import { createDiagnose } from '#diagnosis/diagnose-service.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { allProbes } from '#probes/all-probes.ts';
import { applyRunEvent, type Run, type RunEvent } from '#diagnosis/events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { findService } from '#catalog/find-service.ts';
import type { Observation } from '#catalog/observation.ts';
import { openTransport } from './probe-transport.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { loadHelper } from './load-helper.ts';
import { loadRunbooksBeside } from './load-runbooks.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { createLog } from './log.ts';
import { recordCliRun } from './record-cli-run.ts';
import type { LocalSettings } from './settings.ts';
import { sleepUntil } from './sleep.ts';

export type DiagnosedOnce = {
  /** The catalog's name of what was asked for, which may have been an address. */
  readonly service: string;
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
  readonly tookMs: number;
  readonly locale: Locale;
};

export type AskedOnce = { readonly service: string; readonly host?: string };

/** One diagnosis in this process: no Slack, no queue. It is recorded when Redis answers, and told when it does not. */
export async function diagnoseOnce(
  settings: LocalSettings,
  asked: AskedOnce,
  tell: (message: string) => void,
): Promise<DiagnosedOnce> {
  const file = findCatalogFile(settings.configFile, settings.dataDir);
  if (file !== settings.configFile) tell(`No ${settings.configFile}: using the sandbox's catalog, ${file}.`);
  const catalog = loadCatalog(file);
  const found = findService(catalog, asked.service);
  if (!('service' in found)) {
    throw new AppError(
      'service_unknown',
      `There is no service "${asked.service}". Closest: ${found.closest.join(', ') || 'none, the catalog is empty'}.`,
    );
  }
  const library = loadRunbooksBeside(settings.configFile);
  const redact = createRedact(knownSecrets(process.env, catalog));
  const transport = openTransport(() => catalog, createLog(settings.logLevel, redact));
  const diagnose = createDiagnose({
    remedy: createRemedyPreview({ catalog: () => catalog, helper: loadHelper() }),
    look: createObserveDirectly({ transport, probes: allProbes }),
    probes: allProbes,
    catalog: () => catalog,
    library: () => library,
    clock: systemClock,
    sleep: sleepUntil,
  });
  const id = idOf('run', 'cli', String(process.pid), String(systemClock.now()));
  const trigger = { by: 'cli', actor: process.env['USER'] ?? 'someone' } as const;
  const request = { ...asked, service: found.service.name };
  const events: RunEvent[] = [{ type: 'asked', at: systemClock.now(), ...request, trigger }];
  try {
    await diagnose(
      { runId: id, attempt: 'cli', ...request },
      (event) => events.push(event),
      new AbortController().signal,
    );
  } finally {
    transport.close();
  }
  const clean = redactAll(events, redact);
  await recordCliRun(settings, id, clean, tell);
  const run = clean.reduce<Run | undefined>((before, event) => applyRunEvent(before, id, event), undefined);
  if (run?.verdict === undefined) throw new AppError('internal', 'The diagnosis ended without a verdict.');
  const locale = found.service.locale ?? catalog.slack.locale;
  return {
    service: found.service.name,
    verdict: run.verdict,
    observations: run.observations,
    tookMs: run.tookMs ?? 0,
    locale,
  };
}
