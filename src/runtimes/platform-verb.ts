import type { Verb } from '#catalog/verb.ts';
import type { VerbStep } from './runtime.ts';

/** A platform may have to build before it starts. */
const buildMs = 15 * 60_000;

/** Platforms are called, not logged in to. */
export function platformVerb(verb: Verb): readonly VerbStep[] | undefined {
  if (verb === 'reload' || verb === 'reset') return undefined;
  return [{ platform: verb, ...(verb === 'stop' ? {} : { timeoutMs: buildMs }) }];
}
