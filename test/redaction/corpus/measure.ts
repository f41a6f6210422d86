import { createRedact, type Redact } from '#redaction/redact.ts';
import { allRules } from '#redaction/rules/all-rules.ts';
import { type Chance, fill, hashOf, pick, seeded } from './draw.ts';
import { type Kind, namedKinds, tokenKinds } from './kinds.ts';
import { bareLayouts, namedLayouts } from './layouts.ts';
import { fromPrograms } from './lookalikes-programs.ts';
import { fromSystems } from './lookalikes-systems.ts';
import { otherSamples } from './other-samples.ts';

export type Sample = {
  readonly kind: string;
  readonly layout: string;
  readonly text: string;
  readonly secret: string;
};
export type Lookalike = { readonly kind: string; readonly text: string };

/** Nobody looks at these while rules are written: decided by the kind's name alone. */
export function isHeldOut(kind: string): boolean {
  return hashOf(kind) % 3 === 0;
}

const perKind = { token: 4, setting: 16, other: 6, lookalike: 9 } as const;

export function drawSecrets(seed: number): readonly Sample[] {
  const chance = seeded(seed);
  return [
    ...tokenKinds.flatMap((kind) => times(perKind.token, () => bareSample(kind, chance))),
    ...namedKinds.flatMap((kind) => times(perKind.setting, () => namedSample(kind, chance))),
    ...otherSamples.flatMap(({ id, template }) =>
      times(perKind.other, () => {
        const text = fill(template, chance);
        const [, secret = ''] = /⦃([\s\S]*?)⦄/.exec(text) ?? [];
        return { kind: `other ${id}`, layout: template, text: text.replaceAll(/[⦃⦄]/g, ''), secret };
      }),
    ),
  ];
}

export function drawLookalikes(seed: number): readonly Lookalike[] {
  const chance = seeded(seed);
  return [...fromSystems, ...fromPrograms].flatMap((template) => {
    const texts = times(perKind.lookalike, () => fill(template, chance));
    return [...new Set(texts)].map((text) => ({ kind: template, text }));
  });
}

function times<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}

function bareSample(kind: Kind, chance: Chance): Sample {
  const layout = pick(bareLayouts, chance);
  const secret = kind.make(chance);
  return { kind: kind.id, layout, secret, text: fill(layout, chance).replaceAll('{T}', () => secret) };
}

function namedSample(kind: Kind, chance: Chance): Sample {
  const layout = pick(namedLayouts, chance);
  const secret = kind.make(chance);
  const name = kind.how === 'named' ? pick(kind.names, chance) : '';
  const written: Readonly<Record<string, string>> = {
    KEY: name.toUpperCase(),
    key: name,
    camel: name.replaceAll(/_+(.)/g, (_all, next: string) => next.toUpperCase()),
    kebab: name.replaceAll(/_+/g, '-'),
    dot: name.replaceAll(/_+/g, '.'),
    V: secret,
    Q: secret,
  };
  const text = fill(layout, chance).replaceAll(/\{(\w+)\}/g, (whole, what: string) => written[what] ?? whole);
  return { kind: kind.id, layout, secret, text };
}

/** The shortest piece of a secret that says something about it. */
const pieceChars = 6;

function isCaught({ text, secret }: Sample, redact: Redact): boolean {
  const clean = redact(text);
  const around = text.replaceAll(secret, '');
  for (let at = 0; at + pieceChars <= secret.length; at += 1) {
    const piece = secret.slice(at, at + pieceChars);
    if (clean.includes(piece) && !around.includes(piece)) return false;
  }
  return true;
}

export type Figure = { readonly of: number; readonly missed: readonly Sample[] };

export function measure(samples: readonly Sample[], redact: Redact): Figure {
  return { of: samples.length, missed: samples.filter((sample) => !isCaught(sample, redact)) };
}

/** The same engine as it was before anybody had written down the kinds that are held out. */
export function redactWithoutHeldOut(): Redact {
  return createRedact(
    [],
    allRules.filter(({ id }) => !isHeldOut(`token ${id}`)),
  );
}
