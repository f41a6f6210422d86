import { parseArgs } from 'node:util';
import { createRedact } from '#redaction/redact.ts';
import { allRules, sources } from '#redaction/rules/all-rules.ts';
import {
  drawLookalikes,
  drawSecrets,
  type Figure,
  isHeldOut,
  measure,
  redactWithoutHeldOut,
} from './corpus/measure.ts';

// node test/redaction/report.ts [--seed N] [--misses]: what the redactor catches of a drawn corpus, and what it touches wrongly.
// The misses of held-out kinds are counted and never printed: a rule that was tuned on them would prove nothing.

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, misses: { type: 'boolean', default: false } },
});
const seed = Number(values.seed);
const redact = createRedact();
const secrets = drawSecrets(seed);
const lookalikes = drawLookalikes(seed);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(2)}%`;
const row = (name: string, { of, missed }: Figure): boolean =>
  say(
    `| ${name} | ${new Set(missed.map(({ kind }) => kind)).size} | ${of - missed.length} of ${of} | ${share(of - missed.length, of)} |`,
  );

const tuned = secrets.filter(({ kind }) => !isHeldOut(kind));
const heldOut = secrets.filter(({ kind }) => isHeldOut(kind));
const tunedFigure = measure(tuned, redact);
say('| secrets | kinds with a miss | caught | share |\n|---|---|---|---|');
row('kinds that rules were written with', tunedFigure);
row('kinds that were held out', measure(heldOut, redact));
row('the same, without their own rules', measure(heldOut, redactWithoutHeldOut()));

const touched = lookalikes.filter(({ text }) => redact(text) !== text);
const isOpen = ({ kind }: { readonly kind: string }): boolean => !isHeldOut(kind);
say('\n| harmless | touched | of | share |\n|---|---|---|---|');
for (const [name, held] of [
  ['look-alikes that rules were written with', false],
  ['look-alikes that were held out', true],
] as const) {
  const of = lookalikes.filter((one) => isOpen(one) !== held).length;
  const wrong = touched.filter((one) => isOpen(one) !== held).length;
  say(`| ${name} | ${wrong} | ${of} | ${share(wrong, of)} |`);
}

say(`\n${allRules.length} rules:`);
for (const [name, { at, lookedUp }] of Object.entries(sources)) {
  say(
    `  ${allRules.filter(({ from }) => from === name).length} from ${at}${lookedUp === undefined ? '' : ` (${lookedUp})`}`,
  );
}
if (values.misses) {
  for (const { kind, text } of tunedFigure.missed)
    say(`\nmissed, ${kind}: ${JSON.stringify(text)}\n  became ${JSON.stringify(redact(text))}`);
  for (const { kind, text } of touched.filter(isOpen))
    say(`\ntouched, ${JSON.stringify(kind)}:\n  became ${JSON.stringify(redact(text))}`);
}
