import { expect, test } from 'vitest';
import { fill, say } from './phrase.ts';

test('a phrase is said in the language asked for, with its values', () => {
  const phrase = {
    en: 'port {port} is open on {at}',
    fr: 'le port {port} est ouvert sur {at}',
    with: { port: 80, at: ['a', 'b'] },
  };
  expect(say('en', phrase)).toBe('port 80 is open on a, b');
  expect(say('fr', phrase)).toBe('le port 80 est ouvert sur a, b');
});

test('a hole without a value stays visible', () => {
  expect(fill('pid {process.pid}', {})).toBe('pid {process.pid}');
});

test('a part in brackets is left out when a value is missing, and bare brackets are text', () => {
  expect(fill('a module is missing[: {name}].', {})).toBe('a module is missing.');
  expect(fill('a module is missing[: {name}].', { name: 'x' })).toBe('a module is missing: x.');
  expect(fill('[::1]:80 and [{a}]', { a: 1 })).toBe('[::1]:80 and 1');
});
