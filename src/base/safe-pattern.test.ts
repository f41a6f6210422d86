import { describe, expect, it } from 'vitest';
import { safePattern } from './safe-pattern.ts';

describe('patterns of runbooks', () => {
  it.each([
    ['connection to server at .*failed: Connection refused', ['failed: connection refused']],
    ['(?:Too many open files|EMFILE)', ['too many open files', 'emfile']],
    ['(?i)Out Of Memory', ['out of memory']],
    ['AH0095[67]: attempt', [': attempt']],
    ['errors? were seen', [' were seen']],
  ])('%s needs one of %j in a line', (source, literals) => {
    expect(safePattern(source).literals).toEqual(literals);
  });
  it.each([
    ['(a+)+ is slow', 'a repetition inside a repetition'],
    ['looks(?=ahead)', 'looking ahead or behind'],
    ['looks(?<!behind)', 'looking ahead or behind'],
    ['(same) as \\1', 'references to what matched before'],
    ['\\d+', 'letters in a row'],
    ['long enough|\\d+', 'letters in a row'],
    ['open (bracket', 'Unterminated group'],
  ])('%s is refused: %s', (source, why) => {
    expect(() => safePattern(source)).toThrow(why);
  });
});
