import { runsAs } from '#catalog/run-kind.ts';
import { defineProbe } from '../probe.ts';
import { runFacts } from '#runtimes/run-reader.ts';
import { runReaderOf } from '#runtimes/run-readers.ts';

/** Is the service running, since when, and how did it end last? Each way of running gives the same facts. */
export const processProbe = defineProbe({
  id: 'process',
  scope: 'host',
  usualMs: 20,
  windows: true,
  facts: runFacts,
  asks: ({ service }) => ({ state: runReaderOf(runsAs(service).kind).ask(service) }),
  read: ({ state }, target) => runReaderOf(runsAs(target.service).kind).read(state, target),
});
