import { createRemedyPreview } from '#actions/remedy.ts';
import { stringify } from 'yaml';
import { openTransport } from '#app/probe-transport.ts';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createLog } from '#app/log.ts';
import { sleepUntil } from '#app/sleep.ts';
import { systemClock } from '#base/clock.ts';
import { createDiagnose } from '#diagnosis/diagnose-service.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { allProbes } from '#probes/all-probes.ts';
import { type Run, applyRunEvent } from '#diagnosis/events.ts';
import { readCatalog } from '#app/read-catalog.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';

const library = loadRunbooks();
const log = createLog('error', (text) => text);

/** One diagnosis of a lab system by the product's own parts, as a user with its catalog would get it. */
export async function diagnoseHost(written: WrittenCatalog, service: string): Promise<Run> {
  const catalog = readCatalog(stringify(written), 'lab.yaml');
  const transport = openTransport(() => catalog, log);
  const diagnose = createDiagnose({
    remedy: createRemedyPreview({ catalog: () => catalog, helper: loadHelper() }),
    look: createObserveDirectly({ transport, probes: allProbes }),
    probes: allProbes,
    catalog: () => catalog,
    library: () => library,
    clock: systemClock,
    sleep: sleepUntil,
  });
  const asked = {
    type: 'asked',
    at: Date.now(),
    service,
    trigger: { by: 'cli', actor: 'campaign' },
  } as const;
  let run = applyRunEvent(undefined, 'run-campaign', asked);
  try {
    await diagnose(
      { runId: 'run-campaign', attempt: 'only', service },
      (event) => (run = applyRunEvent(run, 'run-campaign', event)),
      new AbortController().signal,
    );
  } finally {
    transport.close();
  }
  if (run?.verdict === undefined) throw new Error('no verdict');
  return run;
}
