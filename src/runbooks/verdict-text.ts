import type { Phrase, PhraseValues } from '#base/phrase.ts';
import type { Fact, Observation } from '#catalog/observation.ts';
import { lookUp } from './condition.ts';
import type { DecideContext, HeldOn } from './decide-verdict.ts';
import type { Diagnosis } from './diagnosis.ts';
import { proofOf } from './proof.ts';
import type { Cause, Remedy } from './verdict.ts';

/** The words of a verdict with its facts filled in, and the quotes that prove it. */
export function textOf(
  diagnosis: Diagnosis,
  held: HeldOn,
  observations: readonly Observation[],
  context: DecideContext,
): Cause {
  const text = diagnosis.verdicts[held.id];
  const here = observations.filter(
    ({ host }) =>
      host === undefined ||
      held.hosts.length === 0 ||
      host === held.hosts[0] ||
      !context.hosts.includes(host),
  );
  const { subject } = held;
  const seen = subject === undefined ? here : [asIt(subject), ...here];
  const filled = (phrase: Phrase): Phrase => ({ ...phrase, with: valuesFor(phrase, seen, context) });
  const realName = (observation: Observation): string =>
    observation.probe === 'it' ? (subject?.probe ?? 'it') : observation.probe;
  const remedies = (text?.remedies ?? [])
    .map(context.remedy)
    .filter((remedy): remedy is Remedy => remedy !== undefined);
  return {
    id: held.id,
    layer: held.layer,
    title: filled(text?.title ?? { en: held.id, fr: held.id }),
    headline: filled(text?.headline ?? { en: held.id, fr: held.id }),
    ...(text?.meaning === undefined ? {} : { meaning: filled(text.meaning) }),
    ...(text?.settled_by === undefined ? {} : { settledBy: filled(text.settled_by) }),
    proof: proofOf(held.seen, realName),
    remedies,
    hosts: held.hosts,
    symptoms: [],
  };
}

/** A text calls it `it`, and `it.name` by what the catalog calls it: `checks.login` is `login`. */
function asIt(subject: Observation): Observation {
  const name = subject.probe.slice(subject.probe.indexOf('.') + 1);
  return { ...subject, probe: 'it', facts: { name, ...subject.facts } };
}

function valuesFor(
  phrase: Phrase,
  observations: readonly Observation[],
  context: DecideContext,
): PhraseValues {
  const values: Record<string, Fact> = { service: context.service };
  for (const [, name = ''] of `${phrase.en} ${phrase.fr}`.matchAll(/\{([\w.*-]+)\}/g)) {
    const value = name.includes('.') ? lookUp(name, observations)[0]?.value : undefined;
    const isNothing = value === undefined || (typeof value === 'object' && value.length === 0);
    if (!isNothing) values[name] = value;
  }
  return values;
}
