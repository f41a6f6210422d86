import { expect, test } from 'vitest';
import { completionAt, usageOf } from './completion.ts';
import { workspaceState } from './fixture-state.ts';
import { outgoingText } from './outgoing.ts';

const { commands, people, channels } = workspaceState();

test('a slash lists every command with its hint, more letters narrow the list', () => {
  expect(completionAt('/', 1, commands, people)?.items).toHaveLength(6);
  expect(completionAt('/re', 3, commands, people)?.items.map((item) => item.title)).toEqual([
    '/restart <service>',
    '/resus [help|status|freeze|thaw|doctor]',
  ]);
});

test('arguments are not completed, their usage is shown instead', () => {
  expect(completionAt('/diagnose ap', 12, commands, people)).toBeUndefined();
  expect(usageOf('/diagnose ap', commands)?.usage_hint).toBe('<service> [host]');
});

test('an at sign lists people by name or real name, from the cursor', () => {
  const found = completionAt('hi @ro there', 6, commands, people);
  expect(found?.from).toBe(3);
  expect(found?.items.map((item) => item.insert)).toEqual(['@robin ']);
});

test('an e-mail address is not a mention', () => {
  expect(completionAt('me@ro', 5, commands, people)).toBeUndefined();
});

test('names become ids and special characters are escaped when sent', () => {
  expect(outgoingText('@resus diagnose <api> & see #ops, @nobody', people, channels)).toBe(
    '<@UBOT> diagnose &lt;api&gt; &amp; see <#COPS>, @nobody',
  );
});
