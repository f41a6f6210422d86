import type { Signatures } from '#base/log-signatures.ts';
import { type KnownFacts, lintCondition, lintText } from './lint-facts.ts';
import { inBoth, type ReadSignature, type SignatureFile } from './signature.ts';

export type SignatureWorld = {
  readonly layers: readonly string[];
  readonly sets: Readonly<Record<string, readonly string[]>>;
  readonly actions: ReadonlyMap<string, unknown>;
  readonly facts: KnownFacts | undefined;
};

/** What is wrong with the signatures, one line each with file, line and column; empty when nothing is. */
export function lintSignatures(
  all: readonly ReadSignature[],
  signatures: Signatures,
  world: SignatureWorld,
): string[] {
  const ids = new Set(all.map(({ data }) => data.signature));
  return all.flatMap(({ data, at }) =>
    [...lintNames(data, ids, world), ...lintTexts(data, world), ...lintSamples(data, all, signatures)].map(
      ({ path, text }) => `${at(path)}: ${data.signature}: ${text}`,
    ),
  );
}

type Problem = { readonly path: readonly (string | number)[]; readonly text: string };

function lintNames(data: SignatureFile, ids: ReadonlySet<string>, world: SignatureWorld): Problem[] {
  const { layer, over, remedies, explains } = data;
  return [
    ...(world.layers.includes(layer)
      ? []
      : [{ path: ['layer'], text: `there is no layer "${layer}"; there are: ${world.layers.join(', ')}` }]),
    ...(typeof explains !== 'string' || Object.hasOwn(world.sets, explains)
      ? []
      : [{ path: ['explains'], text: `there is no list "${explains}" in sets:` }]),
    ...over.flatMap((id, index) =>
      ids.has(id) ? [] : [{ path: ['over', index], text: `there is no signature "${id}"` }],
    ),
    ...remedies.flatMap((id, index) =>
      world.actions.has(id) ? [] : [{ path: ['remedies', index], text: `there is no action "${id}"` }],
    ),
  ];
}

function lintTexts(data: SignatureFile, { facts }: SignatureWorld): Problem[] {
  const texts = [
    ['title', data.title],
    ['headline', data.headline],
    ['meaning', data.meaning],
    ['settled_by', data.settled_by],
  ] as const;
  const conditions = [
    ['confirmed_by', data.confirmed_by],
    ['contradicted_by', data.contradicted_by],
  ] as const;
  return [
    ...texts.flatMap(([key, text]) =>
      text === undefined
        ? []
        : lintText(inBoth(text), facts).map((problem) => ({ path: [key], text: problem })),
    ),
    ...conditions.flatMap(([key, condition]) =>
      condition === undefined
        ? []
        : lintCondition(condition, facts).map((problem) => ({ path: [key], text: problem })),
    ),
  ];
}

/** Each sample must be known by its own signature, and by another one only where one of both says that it goes over it. */
function lintSamples(data: SignatureFile, all: readonly ReadSignature[], signatures: Signatures): Problem[] {
  const id = data.signature;
  const samples = data.samples.flatMap((line, index): Problem[] => {
    const path = ['samples', index];
    const found = matchSample(signatures, line);
    if (!found.some((one) => one.id === id)) return [{ path, text: `its patterns do not know ${line}` }];
    const overIt = found.find((one) => overOf(all, one.id).includes(id));
    if (overIt !== undefined)
      return [{ path, text: `${overIt.id} goes over it, so it is never found in ${line}` }];
    const rivals = found.filter(
      (one) =>
        one.id !== id &&
        !data.over.includes(one.id) &&
        isGood(one.level) === isGood(data.level) &&
        !(one.level === 'general' && data.level !== 'general') &&
        // A rival that another one silences on this line is none.
        !found.some((other) => overOf(all, other.id).includes(one.id)),
    );
    return rivals.map((rival) => ({
      path,
      text: `${rival.id} knows this line as well; one of both needs over: [...]: ${line}`,
    }));
  });
  const misses = data.near_misses.flatMap((line, index): Problem[] =>
    matchSample(signatures, line).some((one) => one.id === id)
      ? [
          {
            path: ['near_misses', index],
            text: `its patterns know this line, which is something else: ${line}`,
          },
        ]
      : [],
  );
  return [...samples, ...misses];
}

/** Of a sample of several lines the last is the one to know, the others stand before it. */
function matchSample(signatures: Signatures, sample: string) {
  const lines = sample.split('\n');
  return signatures.matchAll(lines.at(-1) ?? '', lines.slice(0, -1));
}

function overOf(all: readonly ReadSignature[], id: string): readonly string[] {
  return all.find(({ data }) => data.signature === id)?.data.over ?? [];
}

function isGood(level: string): boolean {
  return level === 'good' || level === 'serving';
}
