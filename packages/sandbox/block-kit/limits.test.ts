import { expect, test } from 'vitest';
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
  option,
  plan,
  refusals,
  section,
  task,
} from './samples.ts';

const press = (parts: sample.Payload): sample.Payload => message(actions(button(1, parts)));
const choose = (...options: sample.Payload[]): sample.Payload => message(actions(sample.menu(options)));
const first = 'invalid_blocks /blocks/0';
const element = `${first}/elements/0`;
const view = 'invalid_arguments /view';

/** Each is accepted at the number and refused one above it, at the named place. */
type Limit = [name: string, max: number, make: (count: number) => sample.Payload, where: string];

const limits: Limit[] = [
  ['blocks in a message', 50, (n) => message(...many(n, section)), 'invalid_blocks /blocks'],
  ['blocks in a modal', 100, (n) => modal(...many(n, section)), `${view}/blocks`],
  ['blocks in a home tab', 100, (n) => home(...many(n, section)), `${view}/blocks`],
  ['characters of section text', 3000, (n) => message(section(long(n))), `${first}/text/text`],
  ['fields', 10, (n) => message(sample.fields(n, 'a')), `${first}/fields`],
  ['characters a field', 2000, (n) => message(sample.fields(1, long(n))), `${first}/fields/0/text`],
  ['characters of header', 150, (n) => message(sample.header(long(n))), `${first}/text/text`],
  ['context elements', 10, (n) => message(sample.context(n)), `${first}/elements`],
  ['actions elements', 25, (n) => message(actions(...many(n, button))), `${first}/elements`],
  ['characters on a button', 75, (n) => press({ label: long(n) }), `${element}/text/text`],
  ['characters of button value', 2000, (n) => press({ value: long(n) }), `${element}/value`],
  ['characters of button link', 3000, (n) => press({ url: `x:${long(n - 2)}` }), `${element}/url`],
  [
    'characters of label',
    75,
    (n) => press({ accessibility_label: long(n) }),
    `${element}/accessibility_label`,
  ],
  ['characters of action_id', 255, (n) => press({ action_id: long(n) }), `${element}/action_id`],
  ['characters of block_id', 255, (n) => message(section('a', { block_id: long(n) })), `${first}/block_id`],
  [
    'characters of confirm title',
    100,
    (n) => press({ confirm: sample.confirm(n, 1, 1) }),
    `${element}/confirm/title/text`,
  ],
  [
    'characters of confirm text',
    300,
    (n) => press({ confirm: sample.confirm(1, n, 1) }),
    `${element}/confirm/text/text`,
  ],
  [
    'characters of deny',
    30,
    (n) => press({ confirm: sample.confirm(1, 1, n) }),
    `${element}/confirm/deny/text`,
  ],
  ['options in a menu', 100, (n) => choose(...many(n, option)), `${element}/options`],
  ['option groups', 100, (n) => message(actions(sample.groups(n))), `${element}/option_groups`],
  ['characters of option text', 75, (n) => choose(option(1, long(n))), `${element}/options/0/text/text`],
  ['characters of option value', 150, (n) => choose(option(long(n))), `${element}/options/0/value`],
  [
    'characters of option description',
    75,
    (n) => choose(sample.described(n)),
    `${element}/options/0/description/text`,
  ],
  [
    'characters of placeholder',
    150,
    (n) => message(actions(sample.menu([option(1)], n))),
    `${element}/placeholder/text`,
  ],
  ['overflow options', 5, (n) => message(actions(sample.offered('overflow', n))), `${element}/options`],
  ['radio buttons', 10, (n) => message(actions(sample.offered('radio_buttons', n))), `${element}/options`],
  ['checkboxes', 10, (n) => message(actions(sample.offered('checkboxes', n))), `${element}/options`],
  ['characters of input label', 2000, (n) => modal(input(long(n))), `${view}/blocks/0/label/text`],
  ['of max_length', 3000, (n) => modal(input('a', { max_length: n })), `${view}/blocks/0/element/max_length`],
  [
    'characters of modal title',
    24,
    (n) => modal.with({ title: sample.plain(long(n)) }),
    `${view}/title/text`,
  ],
  ['characters of submit', 24, (n) => modal.with({ submit: sample.plain(long(n)) }), `${view}/submit/text`],
  ['characters of close', 24, (n) => modal.with({ close: sample.plain(long(n)) }), `${view}/close/text`],
  [
    'characters of private_metadata',
    3000,
    (n) => modal.with({ private_metadata: long(n) }),
    `${view}/private_metadata`,
  ],
  ['characters of callback_id', 255, (n) => modal.with({ callback_id: long(n) }), `${view}/callback_id`],
  ['characters of external_id', 255, (n) => modal.with({ external_id: long(n) }), `${view}/external_id`],
  ['bytes of text that may be updated', 4000, (n) => ({ text: long(n) }), 'msg_too_long /text'],
  [
    'characters of markdown',
    12_000,
    (n) => message(sample.markdown(n - 1), sample.markdown(1)),
    'invalid_blocks /blocks',
  ],
  [
    'attachments',
    100,
    (n) => ({ attachments: many(n, () => ({ text: 'a' })) }),
    'too_many_attachments /attachments',
  ],
  ['tasks', 50, (n) => message(plan(many(n, (i) => task(`t${i}`)))), `${first}/tasks`],
  ['table rows', 100, (n) => message(sample.table(n, 1)), `${first}/rows`],
  ['table cells', 20, (n) => message(sample.table(1, n)), `${first}/rows/0`],
  ['characters a table', 10_000, (n) => message(sample.table(1, 1, long(n))), `${first}/rows`],
  ['charts', 2, (n) => message(...many(n, () => sample.pie(1))), 'invalid_blocks /blocks/2'],
  ['segments', 6, (n) => message(sample.pie(n)), `${first}/chart/segments`],
  ['characters of card title', 150, (n) => message(sample.card(n)), `${first}/title/text`],
  ['cards in a carousel', 10, (n) => message(sample.carousel(n)), `${first}/elements`],
  ['context actions', 5, (n) => message(sample.feedback(n)), `${first}/elements`],
];

test.each(limits)('takes up to the limit and no more: %s (%i)', (_name, max, make, where) => {
  expect(refusals(make(max))).toEqual([]);
  expect(refusals(make(max + 1))).toContain(where);
});
