import { expect, test } from 'vitest';
import { totp } from './totp.ts';

// RFC 6238, appendix B, for the seed "12345678901234567890" in base32; the last six of its eight digits.
const seed = 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('after %i seconds the code is %s', async (seconds, code) => {
  expect(await totp(seed, seconds * 1_000)).toBe(code);
});

test('a seed that is none is told, without quoting it', async () => {
  await expect(totp('not base32!', 0)).rejects.toThrow('no base32 seed');
});
