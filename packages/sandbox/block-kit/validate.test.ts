import { describe, expect, test } from 'vitest';
import * as sample from './samples.ts';
import {
  actions,
  button,
  home,
  input,
  long,
  many,
  message,
  modal,
  plan,
  refusals,
  section,
  task,
} from './samples.ts';
import { formatProblem, validateMessage } from './validate.ts';

const first = 'invalid_blocks /blocks/0';
const second = 'invalid_blocks /blocks/1';
const named = (...ids: string[]): sample.Payload =>
  message(...ids.map((id) => section('a', { block_id: id })));
const press = (parts: sample.Payload): sample.Payload => message(actions(button(1, parts)));
const planned = (parts: sample.Payload): sample.Payload => message(plan([task('a', parts)]));
const card = (taskId: string): sample.Payload => task(taskId, { type: 'task_card' });
const sections = (count: number): sample.Payload[] => many(count, () => section(long(3000)));

type Pair = [name: string, accepted: sample.Payload, refused: sample.Payload, where: string];

const pairs: Pair[] = [
  ['text must not be empty', message(section('a')), message(section('')), `${first}/text/text`],
  ['a section has text or fields', message(section('a')), message({ type: 'section' }), first],
  ['actions must not be empty', message(actions(button(1))), message(actions()), `${first}/elements`],
  [
    'styles are primary and danger',
    press({ style: 'danger' }),
    press({ style: 'default' }),
    `${first}/elements/0/style`,
  ],
  [
    'a link has a scheme',
    press({ url: 'https://example.test' }),
    press({ url: 'example.test' }),
    `${first}/elements/0/url`,
  ],
  [
    'action_id is unique in its block',
    message(actions(button(1), button(2))),
    message(actions(button(1), button(1))),
    `${first}/elements/1/action_id`,
  ],
  [
    'action_id may repeat in another block',
    message(actions(button(1)), actions(button(1))),
    message(actions(button(1), button(1))),
    `${first}/elements/1/action_id`,
  ],
  ['block_id is unique', named('x', 'y'), named('x', 'x'), `${second}/block_id`],
  [
    'a modal with inputs has submit',
    modal(input('a')),
    modal.with({ submit: undefined, blocks: [input('a')] }),
    'invalid_arguments /view',
  ],
  ['a view is at most 250 KB', modal(...sections(80)), modal(...sections(90)), 'view_too_large /view'],
  [
    'update counts bytes, not characters',
    { text: 'é'.repeat(2000) },
    { text: 'é'.repeat(2001) },
    'msg_too_long /text',
  ],
  ['a message has something in it', { text: 'a' }, { text: '', blocks: [] }, 'no_text '],
  [
    'all blocks hold about 13,200 characters',
    message(...sections(4)),
    message(...sections(5)),
    'msg_blocks_too_long /blocks',
  ],
  ['one plan a message', message(plan([])), message(plan([]), plan([])), second],
  ['one plan even with tasks', planned({}), message(plan([task('a')]), plan([task('b')])), second],
  [
    'plan or task cards, not both',
    message(card('a'), card('b')),
    message(plan([task('a')]), card('b')),
    second,
  ],
  [
    'task_id is unique in a plan',
    message(plan([task('a'), task('b')])),
    message(plan([task('a'), task('a')])),
    `${first}/tasks/1/task_id`,
  ],
  [
    'task_id is unique among cards',
    message(card('a'), card('b')),
    message(card('a'), card('a')),
    `${second}/task_id`,
  ],
  [
    'it is complete, not completed',
    planned({ status: 'complete' }),
    planned({ status: 'completed' }),
    `${first}/tasks/0/status`,
  ],
  [
    'output is rich text',
    planned({ output: sample.rich('ok') }),
    planned({ output: 'ok' }),
    `${first}/tasks/0/output`,
  ],
  [
    'details are rich text',
    planned({ details: sample.rich('ok') }),
    planned({ details: 'ok' }),
    `${first}/tasks/0/details`,
  ],
  [
    'a plan weighs about 10,600 bytes',
    planned({ output: sample.rich(long(5000)) }),
    planned({ output: sample.rich(long(5400)) }),
    'msg_too_long /blocks',
  ],
  [
    'a plan title is a string',
    message(plan([])),
    message({ type: 'plan', title: sample.plain('a') }),
    `${first}/title`,
  ],
  ['no plan in a modal', message(plan([])), modal(plan([])), 'invalid_arguments /view/blocks/0/type'],
  ['alerts only in modals', modal(sample.alert), message(sample.alert), `${first}/type`],
  [
    'no markdown in a home tab',
    message(sample.markdown(1)),
    home(sample.markdown(1)),
    'invalid_arguments /view/blocks/0/type',
  ],
  [
    'one table a message',
    message(sample.table(1, 1)),
    message(sample.table(1, 1), sample.table(1, 1)),
    'invalid_attachments /blocks/1',
  ],
  [
    'segments are above zero',
    message(sample.pie(1, 1)),
    message(sample.pie(1, 0)),
    `${first}/chart/segments/0/value`,
  ],
  [
    'each category has one point',
    message(sample.line(['a', 'b'])),
    message(sample.line(['a', 'b', 'c'])),
    `${first}/chart/series/0/data`,
  ],
  [
    'blocks of attachments are blocks too',
    { attachments: [{ color: '#c0392b', blocks: [section('a')] }] },
    { attachments: [{ color: '#c0392b', blocks: [section('')] }] },
    'invalid_attachments /attachments/0/blocks/0/text/text',
  ],
  ['block types are known', message(section('a')), message({ type: 'sections' }), `${first}/type`],
  [
    'block types are not inherited names',
    message(section('a')),
    message({ type: 'constructor' }),
    `${first}/type`,
  ],
  ['properties are known', message(section('a')), message(section('a', { colour: 'red' })), first],
  [
    'an image has one source',
    message(sample.image({ image_url: 'https://example.test/a.png' })),
    message(sample.image({})),
    first,
  ],
];

describe('the Block Kit validator', () => {
  test.each(pairs)('accepts one and refuses the other: %s', (_name, accepted, refused, where) => {
    expect(refusals(accepted)).toEqual([]);
    expect(refusals(refused)).toContain(where);
  });

  test('words a problem as Slack does', () => {
    const [problem] = validateMessage(message(actions(...many(26, button))));
    expect(problem && formatProblem(problem)).toBe(
      '[ERROR] no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    );
  });

  test('says that no form of a text object matched before saying why', () => {
    expect(validateMessage(message(section(long(3001)))).map(formatProblem)).toEqual([
      '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });

  test('lets a message be posted with more text than an update takes', () => {
    expect(validateMessage({ text: long(4001) }, 'post')).toEqual([]);
    expect(validateMessage({ text: long(40_001) }, 'post')).toMatchObject([{ error: 'msg_too_long' }]);
  });
});
