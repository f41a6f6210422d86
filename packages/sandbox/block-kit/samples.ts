import { validateMessage, validateView } from './validate.ts';

/** Payloads for the validator's tests, each as small as Slack allows and grown in the one place under test. */
export type Payload = Record<string, unknown>;

/** What the validator says of a payload, as `error pointer`. */
export function refusals(payload: Payload): string[] {
  const isView = payload.type === 'modal' || payload.type === 'home';
  const problems = isView ? validateView(payload) : validateMessage(payload);
  return problems.map((problem) => `${problem.error} ${problem.pointer}`);
}

export const long = (length: number): string => 'a'.repeat(length);

export function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

export const plain = (text: string): Payload => ({ type: 'plain_text', text });
export const rich = (text: string): Payload => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

export const message = (...blocks: Payload[]): Payload => ({ blocks });
export const home = (...blocks: Payload[]): Payload => ({ type: 'home', blocks });

const emptyModal = { type: 'modal', title: plain('a'), submit: plain('a'), blocks: [] };
export const modal = Object.assign((...blocks: Payload[]): Payload => ({ ...emptyModal, blocks }), {
  with: (parts: Payload): Payload => ({ ...emptyModal, ...parts }),
});

export const section = (text: string | number, parts: Payload = {}): Payload => ({
  type: 'section',
  text: { type: 'mrkdwn', text: String(text) },
  ...parts,
});
export const fields = (count: number, text: string): Payload => ({
  type: 'section',
  fields: many(count, () => plain(text)),
});
export const header = (text: string): Payload => ({ type: 'header', text: plain(text) });
export const markdown = (length: number): Payload => ({ type: 'markdown', text: long(length) });
export const context = (count: number): Payload => ({
  type: 'context',
  elements: many(count, () => plain('a')),
});
export const alert: Payload = { type: 'alert', text: plain('a'), level: 'error' };
export const image = (source: Payload): Payload => ({ type: 'image', alt_text: 'a', ...source });

export const actions = (...elements: Payload[]): Payload => ({ type: 'actions', elements });
export const button = (i: number, parts: Payload = {}): Payload => {
  const { label = 'a', ...rest } = parts;
  return { type: 'button', action_id: `b${i}`, text: plain(String(label)), ...rest };
};
export const confirm = (title: number, text: number, press: number): Payload => ({
  title: plain(long(title)),
  text: plain(long(text)),
  confirm: plain('Yes'),
  deny: plain(long(press)),
});

export const option = (value: string | number, text = 'a'): Payload => ({
  text: plain(text),
  value: String(value),
});
export const described = (length: number): Payload => ({ ...option(1), description: plain(long(length)) });
export const menu = (options: Payload[], placeholder = 1): Payload => ({
  type: 'static_select',
  action_id: 'menu',
  options,
  placeholder: plain(long(placeholder)),
});
export const groups = (count: number): Payload => ({
  type: 'static_select',
  option_groups: many(count, () => ({ label: plain('a'), options: [option(1)] })),
});
export const offered = (type: string, count: number): Payload => ({ type, options: many(count, option) });
export const input = (label: string, parts: Payload = {}): Payload => ({
  type: 'input',
  label: plain(label),
  element: { type: 'plain_text_input', ...parts },
});

export const task = (taskId: string, parts: Payload = {}): Payload => ({
  task_id: taskId,
  title: 'a',
  ...parts,
});
export const plan = (tasks: Payload[]): Payload => ({ type: 'plan', title: 'a', tasks });
export const table = (rows: number, cells: number, text = 'a'): Payload => ({
  type: 'table',
  rows: many(rows, () => many(cells, () => ({ type: 'raw_text', text }))),
});

const chart = (content: Payload): Payload => ({ type: 'data_visualization', title: 'a', chart: content });
export const pie = (count: number, value = 1): Payload =>
  chart({ type: 'pie', segments: many(count, (i) => ({ label: `s${i}`, value })) });
export const line = (categories: string[]): Payload =>
  chart({
    type: 'line',
    axis_config: { categories },
    series: [{ name: 'a', data: ['a', 'b'].map((label) => ({ label, value: 1 })) }],
  });

export const card = (title: number): Payload => ({ type: 'card', title: plain(long(title)) });
export const carousel = (count: number): Payload => ({
  type: 'carousel',
  elements: many(count, () => card(1)),
});
export const feedback = (count: number): Payload => ({
  type: 'context_actions',
  elements: many(count, (i) => ({
    type: 'icon_button',
    icon: 'trash',
    text: plain('a'),
    action_id: `i${i}`,
  })),
});
