import { describe, expect, it } from 'vitest';
import { recorded } from '#test/recorded/recorded.ts';
import { goodSignOf, signatureOf, signatures } from './match.ts';

type Samples = { id: string; samples: string[] }[];
const { bad, good } = JSON.parse(recorded('signature-samples.json')) as { bad: Samples; good: Samples };
const kebab = (id: string): string => id.toLowerCase().replaceAll('_', '-');
const cases = (all: Samples): { id: string; line: string }[] =>
  all.flatMap(({ id, samples }) => samples.map((line) => ({ id: kebab(id), line })));

describe('log signatures', () => {
  it.each(cases(bad))('knows $id in: $line', ({ id, line }) => {
    expect(signatures.find((each) => each.id === id)?.re.test(line)).toBe(true);
    // SQLAlchemy's wrapper is only a marker: where the driver's own text stands in the same line, that is the cause.
    expect(signatureOf(line)?.id).toBe(id === 'sa-operational' ? 'db-unreachable-pg' : id);
  });
  it.each(cases(good))('knows the good sign $id in: $line', ({ id, line }) => {
    expect(goodSignOf(line)?.id).toBe(id);
  });
  it('names each signature once', () => {
    const ids = signatures.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
  it('says what a line is about, never more', () => {
    expect(signatureOf("ModuleNotFoundError: No module named 'redis'")?.subject).toBe('redis');
    expect(signatureOf("KeyError: 'DATABASE_URL'")?.subject).toBe('DATABASE_URL');
  });
  it('does not take the name of an exception in a sentence for a crash', () => {
    expect(signatureOf('handled ValueError: bad input, answered 400')).toBeUndefined();
  });
  it('finds a general crash when nothing more telling is there', () => {
    expect(signatureOf("AttributeError: module 'app' has no attribute 'main'")).toMatchObject({
      id: 'py-exception',
      subject: 'AttributeError',
    });
  });
});
