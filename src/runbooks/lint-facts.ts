import type { Phrase } from '#base/phrase.ts';
import { isProbe, type Condition } from './condition.ts';

/** Probe → the facts it may give. */
export type KnownFacts = ReadonlyMap<string, ReadonlySet<string>>;

/** What is wrong with a text that facts are filled into: every fact may be missing, so its part must be in brackets. */
export function lintText({ en, fr }: Phrase, known: KnownFacts | undefined): string[] {
  return [en, fr].flatMap((text) => {
    const bare = text.replaceAll(/\[[^\][]*\]/g, '');
    const unguarded = placeholdersIn(bare).filter((name) => name !== 'service');
    return [
      ...unguarded.map(
        (name) => `{${name}} may be missing: put the part of the sentence that needs it in [ ]`,
      ),
      ...placeholdersIn(text).flatMap((name) => (name === 'service' ? [] : lintFact(name, known))),
    ];
  });
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{([\w.*-]+)\}/g)].flatMap(([, name]) => name ?? []);
}

/** Facts that no probe gives: a condition over them could never hold. */
export function lintCondition(condition: Condition, known: KnownFacts | undefined): string[] {
  const inner = [...(condition.any ?? []), ...(condition.all ?? []), ...(condition.none ?? [])];
  const named = Object.entries(condition.facts).flatMap(([path, matcher]) => {
    if (typeof matcher !== 'object' || Array.isArray(matcher)) return [path];
    return [
      path,
      ...[matcher.same_as, matcher.other_than, matcher.shares].filter((one) => one !== undefined),
    ];
  });
  return [
    ...named.flatMap((path) => lintFact(path, known)),
    ...inner.flatMap((each) => lintCondition(each, known)),
  ];
}

function lintFact(path: string, known: KnownFacts | undefined): string[] {
  if (known === undefined) return [];
  const dot = path.lastIndexOf('.');
  const fact = path.slice(dot + 1);
  const probe = path.slice(0, dot);
  // `it` is whatever the group goes through; `needs.*` and `needs.redis` are observations of the probe `needs`.
  const probes = [...known].filter(
    ([id]) => probe === 'it' || id === probe || isProbe(`${id}.*`, probe) || probe === `${id}.*`,
  );
  if (fact === 'name' && probe === 'it') return [];
  if (probes.length === 0) return [`there is no probe for {${path}}`];
  return probes.some(([, facts]) => facts.has(fact)) ? [] : [`no probe gives the fact ${path}`];
}
