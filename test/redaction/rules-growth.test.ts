import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { allRules } from '#redaction/rules/all-rules.ts';
import { patternOf } from '#redaction/rules/rule.ts';
import { draw, seeded } from './corpus/draw.ts';
import { namedLayouts } from './corpus/layouts.ts';
import { otherSamples } from './corpus/other-samples.ts';

const megabyte = 1_000_000;
/** Below this the clock says more about itself than about the text. */
const leastMs = 15;

function cpuMs(work: () => unknown): number {
  const taken = [0, 1].map(() => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...taken);
}

/** What is hardest for a rule: beginnings of its token again and again, never a whole one, with and without boundaries. */
function hardFor(form: string): readonly string[] {
  const token = draw(form, seeded(3));
  const beginning = token.slice(0, Math.max(2, Math.floor(token.length / 4)));
  return [beginning, `${beginning}/`, `${token.slice(0, -1)}.`, `${beginning} `];
}

test('no rule needs more than linear time for a megabyte of its own beginnings', () => {
  const slow = allRules.flatMap((rule) => {
    const find = patternOf(rule);
    return hardFor(rule.form).flatMap((unit) => {
      const of = (chars: number): string => unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars);
      const [small, large] = [of(megabyte / 4), of(megabyte)];
      const largeMs = cpuMs(() => large.replace(find, ''));
      if (largeMs < 4 * leastMs) return [];
      const ratio =
        largeMs /
        Math.max(
          leastMs,
          cpuMs(() => small.replace(find, '')),
        );
      return ratio < 8 ? [] : [{ id: rule.id, unit, largeMs, ratio }];
    });
  });
  expect(slow).toEqual([]);
});

const redact = createRedact();
const starts = [...namedLayouts, ...otherSamples.map(({ template }) => template)].map((template) =>
  template.replaceAll(/⟨[^⟩]*⟩|[⦃⦄]/g, 'a1').replaceAll(/\{\w+\}/g, 'api_password'),
);
const units = [
  ...starts,
  ...starts.map((text) => text.replaceAll('\n', ' ').slice(0, 20)),
  '│ a ',
  '| a',
  'a,',
  'a;b\t',
  'password\n',
  'password:\n',
  "input_value='",
  'a\\\n',
  'a\u200B',
  '/reset/',
  '?token=',
  'A  B  ',
  'Private-Lines: 1\n',
  '-----BEGIN CERTIFICATE-----\n',
  'mysql -p ',
  'docker login ',
  'aB3_',
  'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5 ',
];

test.each(units)('a long text of %j is read in linear time', (unit) => {
  const of = (chars: number): string => unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars);
  const small = of(30_000);
  const large = of(120_000);
  redact(small.slice(0, 2_000));
  expect(cpuMs(() => redact(large))).toBeLessThan(
    9 *
      Math.max(
        cpuMs(() => redact(small)),
        leastMs,
      ),
  );
});
