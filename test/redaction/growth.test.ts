import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { recorded } from '#test/recorded/recorded.ts';
import { marker } from './parts.ts';
import { scaled } from '#test/scaled.ts';

const redact = createRedact(['correct-horse/battery']);

/** CPU time, since a busy machine does not add to it; the best of three, since collecting garbage does. */
function cpuMs(text: string): number {
  const taken = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    redact(text);
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...taken);
}

test('a megabyte of logs takes well under a second', () => {
  const log = recorded('journal.txt') + recorded('nginx.txt');
  expect(cpuMs(log.repeat(Math.ceil(1_000_000 / log.length)).slice(0, 1_000_000))).toBeLessThan(
    scaled(1_000),
  );
});

const nasty =
  'x|-a|a.|eyJ|eyJ-|a=|a=b&|password=|password: |"|\\|\\"|://|a://b:|@|a@|-----|<a>|<a |name: |name=a |curl |mysql -|docker |echo ' +
  "| |\t|\n|key: |\n|login x |a:|a,|'a',|['|$2b$|SG.|a/|Cookie: a=|Basic |Digest |https://x@|jeton |é|1:5432:|=>|mot de passe |new code ";
const units = [...nasty.split('|'), marker('BEGIN'), `${'A'.repeat(64)}\n`, 'key: |\n'].filter(
  (unit) => unit !== '',
);

/** Below this the clock says more about itself than about the text. */
const leastMs = 25;

test.each(units)('four times as much of %j takes about four times as long, not sixteen', (unit) => {
  const of = (chars: number): string => unit.repeat(Math.ceil(chars / unit.length));
  redact(of(2_000));
  expect(cpuMs(of(60_000))).toBeLessThan(9 * Math.max(cpuMs(of(15_000)), leastMs));
});
