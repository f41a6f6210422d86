import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { marked } from './message-words.ts';

test('what fills a phrase is text, and the marks of its own words are kept', () => {
  const title = createRedact()('*down* `now` <!channel> <@U0ROSA> \u202Egpj.exe & :fire: _x_');
  const phrase = {
    en: '`resus` heard & says: {title} {hosts}',
    fr: '{title}',
    with: { title, hosts: ['*a*', 'b'] },
  };
  expect(marked('en', phrase)).toBe(
    '`resus` heard &amp; says: ∗down∗ ˋnowˋ &lt;!channel&gt; &lt;@U0ROSA&gt; ⟨U+202E⟩gpj.exe &amp; ∶fire: ˍxˍ ∗a∗, b',
  );
});
