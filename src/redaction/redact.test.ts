import { describe, expect, test } from 'vitest';
import { createRedact, hidden } from './redact.ts';
import { scaled } from '#test/scaled.ts';

const redact = createRedact(['correct-horse/battery']);

describe('what is a secret is hidden', () => {
  test.each([
    ['by value', 'login with correct-horse/battery failed', `login with ${hidden} failed`],
    ['by value in a url', 'x=correct-horse%2Fbattery', `x=${hidden}`],
    [
      'url credentials',
      'postgres://app:hunter22@db.example.test:5432/x',
      `postgres://app:${hidden}@db.example.test:5432/x`,
    ],
    ['a password with @ in a url', 'redis://:p@ss@cache:6379', `redis://:${hidden}@cache:6379`],
    ['an env line', 'SECRET_KEY=abc123def', `SECRET_KEY=${hidden}`],
    ['json', '{"api_key": "abc def"}', `{"api_key": "${hidden}"}`],
    ['an option', 'mysql --password hunter22 -h db', `mysql --password ${hidden} -h db`],
    ['a header', 'Authorization: Bearer abcdefgh12345678', `Authorization: Bearer ${hidden}`],
  ])('%s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('a private key, even when the text ends inside it', () => {
    expect(redact('key:\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz')).toBe(`key:\n${hidden}`);
  });
});

test.each([
  'commit 3f786850e387550fdab836ed7e6dc881de23001b deployed',
  'image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  "KeyError: 'SECRET_KEY'",
  'Set the DATABASE_URL environment variable',
  'the token is missing',
  'listening on 127.0.0.1:8000',
])('harmless text stays: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test.each(['x', '-a', 'a.', 'eyJ'])('a line that is one long word of %s is read in no time', (unit) => {
  const text = unit.repeat(40_000);
  const startedAt = process.cpuUsage();
  expect(redact(text)).toBe(text);
  // It took 5 s and more; a busy machine does not add to CPU time.
  expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(scaled(2_000));
});
