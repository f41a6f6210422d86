import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { runName } from '#catalog/names.ts';
import type { Verb } from '#catalog/verb.ts';
import { containerReader } from './container.ts';
import { defineRuntime, type Words } from './runtime.ts';

const nameOf = (service: Service): string => runsAs(service).name;

export const docker = defineRuntime({
  id: 'docker',
  schema: runName,
  examples: ['payments-api'],
  capabilities: ['host', 'engine', 'container', 'images'],
  ...containerReader('docker', (service) => `echo ${quote(nameOf(service))}`, nameOf),
  verb: (verb, service) => dockerVerb(verb, nameOf(service)),
  bootUnit: () => 'docker',
  datesItsLog: true,
});

export function dockerVerb(verb: Verb, container: string): readonly Words[] | undefined {
  return verb === 'reload' || verb === 'reset' ? undefined : [{ words: ['docker', verb, container] }];
}
