import { loadKinds } from '#base/load-kinds.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { type Verb, verbs } from '#catalog/verb.ts';
import type { Runtime } from './runtime.ts';

/** Every way to run, by its key under `run:`; each is one file of this folder. */
export const runtimes: ReadonlyMap<string, Runtime> = await loadKinds<Runtime>({
  registry: import.meta.filename,
  called: 'way to run',
  isA: 'runtime',
  parts: ['schema', 'examples', 'ask', 'read', 'logs', 'mainPid', 'sudo', 'verb'],
});

export function runtimeOf(service: Service): Runtime {
  const { kind } = runsAs(service);
  const runtime = runtimes.get(kind);
  if (runtime === undefined) throw new TypeError(`no way to run is called ${kind}`); // the catalog lets none through
  return runtime;
}

/** Whether the service runs in a way that can do one of these: verbs, and what else its file names. */
export function runsWith(service: Service, wanted: readonly string[]): boolean {
  const runtime = runtimeOf(service);
  return wanted.some(
    (one) => runtime.capabilities.includes(one) || (isVerb(one) && runtime.verb(one, service) !== undefined),
  );
}

function isVerb(word: string): word is Verb {
  return verbs.some((verb) => verb === word);
}

/** Everything that `can:` may ask for, so that a slip of the pen is found. */
export const capabilities: ReadonlySet<string> = new Set([
  ...verbs,
  ...[...runtimes.values()].flatMap((runtime) => runtime.capabilities),
]);
