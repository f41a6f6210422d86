import { expect, test } from 'vitest';
import { wordsOf } from './parse-command.ts';

test('a mention, markup and extra space leave the words', () => {
  expect(wordsOf('<@U0BOT>  diagnose `api`  *web-1* ')).toEqual(['diagnose', 'api', 'web-1']);
});

test('a name that Slack made a link of is a name again', () => {
  expect(wordsOf('<http://api.example.test|api.example.test>')).toEqual(['api.example.test']);
});

test('nothing typed is no words', () => {
  expect(wordsOf('   ')).toEqual([]);
});
