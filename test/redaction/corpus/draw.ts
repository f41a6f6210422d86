import { chanceOf } from '#test/chaos/chance.ts';

/** A source of chance that gives the same numbers for the same seed. */
export type Chance = { readonly below: (count: number) => number };

export function seeded(seed: number): Chance {
  const chance = chanceOf(seed);
  return { below: (count) => Math.floor(chance() * count) };
}

/** FNV-1a: the same on every machine, and it says nothing about the text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

export function pick<Item>(items: readonly Item[], chance: Chance): Item {
  const item = items[chance.below(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** A text of the given form: literals, `\` before a literal, classes, `(?:a|b)`, `?`, `{n}` and `{n,m}`. */
export function draw(form: string, chance: Chance): string {
  let at = 0;
  const sequence = (): string => {
    let text = '';
    while (at < form.length && form[at] !== '|' && form[at] !== ')') text += repeated();
    return text;
  };
  const repeated = (): string => {
    const from = at;
    const first = atom();
    const [least, most] = counts();
    const count = least + chance.below(most - least + 1);
    if (count === 0) return '';
    const after = at;
    let text = first;
    for (let i = 1; i < count; i += 1) {
      at = from;
      text += atom();
    }
    at = after;
    return text;
  };
  const counts = (): [number, number] => {
    if (form[at] === '?') {
      at += 1;
      return [0, 1];
    }
    const found = /^\{(\d+)(?:,(\d+))?\}/.exec(form.slice(at));
    if (found === null) return [1, 1];
    at += found[0].length;
    return [Number(found[1]), Number(found[2] ?? found[1])];
  };
  const atom = (): string => {
    if (form.startsWith('(?:', at)) return group();
    if (form[at] === '[') {
      const end = form.indexOf(']', at);
      const chars = expand(form.slice(at + 1, end));
      at = end + 1;
      return chars[chance.below(chars.length)] ?? '';
    }
    if (form[at] === '\\') at += 1;
    at += 1;
    return form[at - 1] ?? '';
  };
  const group = (): string => {
    at += 3;
    const choices = [sequence()];
    while (form[at] === '|') {
      at += 1;
      choices.push(sequence());
    }
    at += 1;
    return pick(choices, chance);
  };
  return sequence();
}

function expand(inner: string): string {
  return inner.replaceAll(/(.)-(.)/g, (_all, from: string, to: string) => {
    const first = from.codePointAt(0) ?? 0;
    const last = to.codePointAt(0) ?? 0;
    return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
  });
}

/** Fills `⟨form⟩` in a template; the same number twice, as in `⟨1:form⟩ … ⟨1⟩`, is the same text. */
export function fill(template: string, chance: Chance): string {
  const kept = new Map<string, string>();
  return template.replaceAll(/⟨(?:(\d):)?([^⟨⟩]*)⟩/g, (_all, name: string | undefined, form: string) => {
    const again = kept.get(form);
    if (again !== undefined) return again;
    const text = draw(form, chance);
    if (name !== undefined) kept.set(name, text);
    return text;
  });
}
