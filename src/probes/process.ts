import { runsAs } from '#services/run-kind.ts';
import { defineProbe } from './probe.ts';
import { runFacts } from './run/run-reader.ts';
import { runReaderOf } from './run/run-readers.ts';

/** Is the service running, since when, and how did it end last? Each way of running gives the same facts. */
export const processProbe = defineProbe({
  id: 'process',
  scope: 'host',
  usualMs: 20,
  facts: runFacts,
  asks: ({ service }) => {
    const reader = runReaderOf(runsAs(service).kind);
    return reader === undefined ? undefined : { state: reader.ask(service) };
  },
  read: ({ state }, target) => {
    const reader = runReaderOf(runsAs(target.service).kind);
    if (reader === undefined) throw new TypeError(`nothing reads ${runsAs(target.service).kind}`);
    return reader.read(state, target);
  },
});
