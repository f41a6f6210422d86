import { expect, test } from 'vitest';
import { z } from 'zod';
import { recordKind } from './record.ts';

const kind = recordKind('sample', z.object({ name: z.string(), count: z.number() }));
const second = recordKind('sample', z.object({ title: z.string(), count: z.number() }), [
  (older) => ({ ...older }),
  ({ name, ...rest }) => ({ ...rest, title: name }),
]);
const refusal = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

test('a record has its version in Redis, and not where it is used', () => {
  const text = kind.write({ name: 'a', count: 1 });
  expect(text).toBe('{"v":1,"name":"a","count":1}');
  expect(kind.read(text)).toEqual({ name: 'a', count: 1 });
});

test('records of older versions are migrated, step by step', () => {
  expect(kind.read('{"name":"a","count":1}')).toEqual({ name: 'a', count: 1 });
  expect(second.read('{"name":"a","count":1}')).toEqual({ title: 'a', count: 1 });
  expect(second.read('{"v":1,"name":"a","count":1}')).toEqual({ title: 'a', count: 1 });
  expect(second.read('{"v":2,"title":"a","count":1}')).toEqual({ title: 'a', count: 1 });
});

test.each([
  ['{"v":2,"title":"a","count":1}', 'sample: its version is 2, and this Resus reads up to 1'],
  ['{"v":1,"name":7,"count":1}', 'sample: name: Invalid input: expected string, received number'],
  ['{"v":1,', 'sample: it is no JSON'],
  ['7', 'sample: it is no object'],
])('%s is refused, with the reason and what to do', (text, reason) => {
  const said = refusal(() => kind.read(text));
  expect(said).toContain(`A record in Redis cannot be read (${reason})`);
  expect(said).toContain('need the same version');
});
