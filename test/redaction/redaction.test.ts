import { globSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createRedact, redactAll } from '#redaction/redact.ts';
import { recorded } from '#test/recorded/recorded.ts';
import { harmless } from './harmless.ts';
import { secrets } from './secrets.ts';

const redact = createRedact();
const figures = { caught: 0, touched: 0, recordedLines: 0 };

/** The shortest piece of a secret that says something about it. */
const pieceChars = 6;

function piecesLeft(secret: string, clean: string): string[] {
  if (secret.length <= pieceChars) return clean.includes(secret) ? [secret] : [];
  const pieces = Array.from({ length: secret.length - pieceChars + 1 }, (_, i) =>
    secret.slice(i, i + pieceChars),
  );
  return pieces.filter((piece) => clean.includes(piece));
}

afterAll(() => {
  const share = ((100 * figures.touched) / harmless.length).toFixed(1);
  process.stdout.write(
    `redaction: ${figures.caught} of ${secrets.length} secrets caught; ${figures.touched} of ${harmless.length} ` +
      `harmless texts touched (${share}%); ${figures.recordedLines} recorded lines unchanged\n`,
  );
});

test('the corpus is as large as it claims, and no text is in it twice', () => {
  expect(secrets.length).toBeGreaterThanOrEqual(150);
  expect(harmless.length).toBeGreaterThanOrEqual(150);
  expect(new Set(secrets.map(({ text }) => text)).size).toBe(secrets.length);
  expect(new Set(harmless).size).toBe(harmless.length);
});

describe('every secret of the corpus vanishes', () => {
  test.each(secrets.map((one, number) => ({ ...one, number })))('$number', ({ text, secret }) => {
    expect(text).toContain(secret);
    const clean = redact(text);
    expect(piecesLeft(secret, clean)).toEqual([]);
    figures.caught += 1;
    expect(redact(clean)).toBe(clean);
  });
});

test('what stands around a secret and helps to understand stays', () => {
  const lost = secrets.filter(({ text, stays = '' }) => !redact(text).includes(stays));
  expect(lost).toEqual([]);
});

test('a log line with a secret in it loses it too, and stays JSON', () => {
  const wrong = secrets.flatMap(({ text, secret }) => {
    const line = redact(JSON.stringify({ level: 30, msg: text, after: 'x' }));
    const pieces = piecesLeft(JSON.stringify(secret).slice(1, -1), line);
    return pieces.length === 0 && isJson(line) ? [] : [{ text, line }];
  });
  expect(wrong).toEqual([]);
});

test('less than 2% of the harmless look-alikes are touched', () => {
  const touched = harmless.flatMap((text) => (redact(text) === text ? [] : [{ text, became: redact(text) }]));
  figures.touched = touched.length;
  expect(touched.slice(0, Math.floor(touched.length - harmless.length * 0.02) + 1)).toEqual([]);
});

const recordings =
  'django.txt host.txt http.txt journal.txt needs.txt nginx.txt other-proxies.txt service.txt supervisorctl.txt systemctl-show.txt'.split(
    ' ',
  );

test.each(recordings)('what real programs printed stays as it is: %s', (file) => {
  const lines = recorded(file).split('\n');
  const clean = redact(lines.join('\n')).split('\n');
  expect(clean).toEqual(lines);
  figures.recordedLines += lines.length;
});

test('the sample lines of all faults that logs show stay as they are', () => {
  const files = globSync('src/runbooks/library/signatures/*.yaml');
  const samples = files.flatMap((file) => {
    const { samples = [] } = parse(readFileSync(file, 'utf8')) as {
      samples?: string[];
    };
    return samples;
  });
  expect(samples.length).toBeGreaterThan(100);
  expect(samples.filter((line) => redact(line) !== line)).toEqual([]);
  figures.recordedLines += samples.length;
});

describe('a secret that is known by its value', () => {
  const secret = ['Correct', 'horse', 'batt&ry', '"staple"', "it's"].join(' /');
  const redactKnown = createRedact([secret]);
  const bytes = Buffer.from(secret);
  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ a: secret })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: secret }))],
    ['URL-encoded', `?x=${encodeURIComponent(secret)}`],
    ['as a form sends it', `x=${encodeURIComponent(secret).replaceAll('%20', '+')}`],
    ['in HTML', `<b>${secret.replaceAll('&', '&amp;')}</b>`],
    ['quoted for a shell', `'${secret.replaceAll("'", `'\\''`)}'`],
    ['in hex', bytes.toString('hex')],
    ['in base64', bytes.toString('base64')],
    ['in base64url', bytes.toString('base64url')],
    ...['', 'u:', 'us:', 'usr:'].map((before) => [
      `in base64 behind ${before.length} characters`,
      Buffer.from(`${before}${secret}\n`).toString('base64'),
    ]),
  ])('is hidden %s', (_how, text = '') => {
    const clean = redactKnown(`before ${text} after`);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toMatch(/horse|Q29ycmVjd|aG9yc2|hvcnNl|b3JzZ/);
    expect(clean).toContain('before ');
  });
});

test('a text under the key of a secret is hidden whatever it looks like, and its neighbours are not', () => {
  const clean = redactAll(
    { env: { DB_PASSWORD: 'plain', PORT: '8000' }, seen: ['a', { token: 'missing' }] },
    redact,
  );
  expect(clean).toEqual({
    env: { DB_PASSWORD: '[redacted]', PORT: '8000' },
    seen: ['a', { token: 'missing' }],
  });
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
