import { defineProbe } from '../probe.ts';
import { runFacts } from '#runtimes/run-reader.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';

/** Is the service running, since when, and how did it end last? Each way of running gives the same facts. */
export const processProbe = defineProbe({
  id: 'process',
  title: { en: 'Process', fr: 'Processus' },
  scope: 'host',
  usualMs: 20,
  windows: true,
  facts: runFacts,
  asks: ({ service }) => ({ state: runtimeOf(service).ask(service) }),
  read: ({ state }, target) => runtimeOf(target.service).read(state, target),
});
