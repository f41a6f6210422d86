import { expect, test } from 'vitest';
import { safeUrl, withSafeUrls } from './safe-url.ts';

test.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'nonsense',
  '/page/act',
])('%s cannot be opened', (url) => {
  expect(safeUrl(url)).toBeUndefined();
});

test('web addresses and the workspace’s own files can be opened', () => {
  expect(safeUrl('https://docs.example.test/a')).toBe('https://docs.example.test/a');
  expect(safeUrl('/files/F1')).toBe('/files/F1');
});

test('every address in a block is checked, however deep', () => {
  const block = {
    type: 'plan',
    tasks: [{ sources: [{ type: 'url', url: 'javascript:alert(1)', text: 'S' }] }],
  };
  expect(withSafeUrls(block)).toEqual({
    type: 'plan',
    tasks: [{ sources: [{ type: 'url', url: '', text: 'S' }] }],
  });
});
