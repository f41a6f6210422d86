import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { allRules, sources } from '#redaction/rules/all-rules.ts';
import { keywordOf, patternOf } from '#redaction/rules/rule.ts';
import { draw, seeded } from './corpus/draw.ts';
import { drawLookalikes, drawSecrets, isHeldOut, measure } from './corpus/measure.ts';

const redact = createRedact();
const seeds = [1, 20261130];
const secrets = seeds.flatMap((seed) => drawSecrets(seed));
const lookalikes = seeds.flatMap((seed) => drawLookalikes(seed));

test('the drawn corpus is large, and about a third of its kinds is held out', () => {
  expect(drawSecrets(1).length).toBeGreaterThanOrEqual(1_000);
  expect(drawLookalikes(1).length).toBeGreaterThanOrEqual(1_000);
  const kinds = [...new Set(secrets.map(({ kind }) => kind))];
  const share = kinds.filter((kind) => isHeldOut(kind)).length / kinds.length;
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.4);
});

test('every drawn text holds its secret', () => {
  expect(secrets.filter(({ text, secret }) => secret.length < 6 || !text.includes(secret))).toEqual([]);
});

test.each([
  ['that rules were written with', false],
  ['that were held out', true],
])('at least 99%% of the secrets of kinds %s are caught', (_which, held) => {
  const { of, missed } = measure(
    secrets.filter(({ kind }) => isHeldOut(kind) === held),
    redact,
  );
  expect((of - missed.length) / of).toBeGreaterThanOrEqual(0.99);
});

test.each([
  ['that rules were written with', false],
  ['that were held out', true],
])('less than 0.5%% of the look-alikes %s are touched', (_which, held) => {
  const some = lookalikes.filter(({ kind }) => isHeldOut(kind) === held);
  const touched = some.filter(({ text }) => redact(text) !== text);
  expect(touched.length / some.length).toBeLessThan(0.005);
});

test('a look-alike and a secret that was hidden once do not change any more', () => {
  const cleaned = secrets.map(({ text }) => redact(text));
  expect(cleaned.filter((clean) => redact(clean) !== clean)).toEqual([]);
});

test('every rule has an id of its own, and a source with a date unless it says that it has none', () => {
  expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
  expect(
    allRules.filter(
      ({ from }) => from !== 'unconfirmed' && !/^\d{4}-\d\d-\d\d$/.test(sources[from].lookedUp ?? ''),
    ),
  ).toEqual([]);
});

test('every rule finds what is drawn from its form, and its keyword is in it', () => {
  const chance = seeded(7);
  const lost = allRules.flatMap((rule) =>
    Array.from({ length: 20 }, () => draw(rule.form, chance))
      .filter((token) => !token.includes(keywordOf(rule)) || token.replace(patternOf(rule), '') !== '')
      .map((token) => ({ id: rule.id, token })),
  );
  expect(lost).toEqual([]);
});

test('a token that a log cut is found where its beginning tells what it is', () => {
  const chance = seeded(11);
  const cut = ['github', 'anthropic', 'slack', 'vault', 'grafana-cloud', 'digitalocean', 'npm'].map((id) => {
    const rule = allRules.find((one) => one.id === id);
    return draw(rule?.form ?? '', chance).slice(0, 36);
  });
  expect(cut.map((token) => redact(`using ${token}…`))).toEqual(cut.map(() => 'using [redacted]…'));
});
