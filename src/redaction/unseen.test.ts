import { describe, expect, test } from 'vitest';
import { createRedact } from './redact.ts';
import { showUnseen } from './unseen.ts';

const redact = createRedact();

test.each([
  ['turns the order of reading', 'invoice\u202Egpj.exe', 'invoice⟨U+202E⟩gpj.exe'],
  ['isolates', 'a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['has no width', 'ad\u200Bmin\uFEFF', 'ad⟨U+200B⟩min⟨U+FEFF⟩'],
  ['is a tag', 'ok\u{E0041}', 'ok⟨U+E0041⟩'],
  ['is a soft hyphen', 'pay\u00ADments', 'pay⟨U+00AD⟩ments'],
  ['joins letters that are never joined', 'ro\u200Dot', 'ro⟨U+200D⟩ot'],
])('what %s is shown as what it is', (_what, text, shown) => {
  expect(showUnseen(text)).toBe(shown);
  expect(redact(text)).toBe(shown);
  expect(redact(redact(text))).toBe(shown);
});

test.each(['👩\u200D💻 ⚠\uFE0F 1\uFE0F\u20E3', 'می\u200Cخواهم', 'क्\u200Dष', 'é à ç — « oui »', 'plain'])(
  '%j stays',
  (text) => {
    expect(redact(text)).toBe(text);
  },
);

describe('a secret with invisible characters in it', () => {
  test('is hidden, and what else is on the line stays', () => {
    const token = ['ghp', `_${'a1B2c3D4'.repeat(2)}\u200B${'e5F6g7H8'.repeat(2)}e5F6`].join('');
    expect(redact(`using ${token} now`)).toBe('using [redacted] now');
  });

  test('a command over several lines keeps its lines', () => {
    const command = ['docker run \\', '  -e API_TOKEN=hunter22two \\', '  shop/api'].join('\n');
    expect(redact(command)).toBe('docker run \\\n  -e API_TOKEN=[redacted] \\\n  shop/api');
  });
});
