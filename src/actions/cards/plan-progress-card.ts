import type { KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import type { PlanRun, RanStep } from '../events.ts';
import { stepsOf, type PlanStep } from '../plan.ts';
import { escape, shorten } from '#slack/escape.ts';
import { limits } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { preformatted, richLine, richText, sections } from '#slack/cards/blocks.ts';
import { duration } from '#slack/cards/message-words.ts';

/** The last output of a running step. */
export type LiveTail = { readonly step: string; readonly text: string };

const tailLines = 12;
const tailChars = 1500;
const outputChars = 160;
/** A plan block holds 50 tasks; more steps than this are told in sections. */
const tasksShown = 40;

type Shown = {
  readonly title: string;
  readonly status: TaskCardBlock['status'];
  readonly sign: string;
  readonly says: string;
};

/** The live message of a plan that runs: a task per step, and the tail of what the current one prints. */
export function planProgressCard(run: PlanRun, tail: LiveTail | undefined, locale: Locale): MessageBody {
  const rows = rowsOf(run, locale);
  const done = rows.filter(({ status }) => status === 'complete').length;
  const title = say(locale, {
    en: '{service}: step {done} of {all} done',
    fr: '{service} : étape {done} sur {all} faite',
    with: { service: run.plan.service, done, all: rows.length },
  });
  const printed = tail === undefined ? [] : [richText([preformatted(tailOf(tail.text), tailChars)])];
  const plain: KnownBlock[] = [
    ...sections([
      `*${escape(title)}*`,
      ...rows.map(({ sign, title: name, says }) => `${sign} ${escape(name)} ${escape(says)}`),
    ]),
    ...printed,
  ];
  const isOver = run.state === 'ended' || run.state === 'unknown';
  return {
    text: [title, ...rows.map(({ sign, title: name }) => `${sign} ${name}`)].map(escape).join('\n'),
    blocks: rows.length > tasksShown ? plain : [planOf(title, run, rows), ...printed],
    plainer: [plain],
    ...(isOver ? {} : { passing: true }),
  };
}

function planOf(title: string, run: PlanRun, rows: readonly Shown[]): PlanBlock {
  return {
    type: 'plan',
    title: shorten(title, limits.header),
    tasks: rows.map((row, i) => ({
      type: 'task_card',
      task_id: `${run.id}-${i}`,
      title: shorten(row.title, limits.header),
      status: row.status,
      ...(row.says === '' ? {} : { output: richText([richLine(shorten(row.says, outputChars))]) }),
    })),
  };
}

function rowsOf(run: PlanRun, locale: Locale): Shown[] {
  const rollback = run.plan.stages.flatMap((stage) => stage.rollback);
  const began = new Map(run.ran.map((one) => [one.step, one]));
  const shown = [...stepsOf(run.plan), ...rollback.filter(({ id }) => began.has(id))];
  return shown.map((step) => rowOf(step, began.get(step.id), locale));
}

function rowOf(step: PlanStep, ran: RanStep | undefined, locale: Locale): Shown {
  const where = step.doing.via === 'ssh' ? ` (${step.doing.host})` : '';
  const title = `${say(locale, step.says)}${where}`;
  if (ran === undefined) return { title, status: 'pending', sign: '▫️', says: '' };
  if (ran.unknown !== undefined)
    return {
      title,
      status: 'error',
      sign: '❔',
      says: say(locale, { en: 'outcome unknown', fr: 'issue inconnue' }),
    };
  if (ran.result === undefined) return { title, status: 'in_progress', sign: '⏳', says: '' };
  const { outcome, tookMs, code, output } = ran.result;
  const took = tookMs > 0 ? duration(locale, tookMs) : '';
  if (outcome === 'succeeded') return { title, status: 'complete', sign: '✅', says: took };
  const last = output.trim().split('\n').at(-1) ?? '';
  const how = `${outcome.replaceAll('_', ' ')}${code === undefined ? '' : ` (${code})`}`;
  return {
    title,
    status: step.mayFail ? 'complete' : 'error',
    sign: step.mayFail ? '➖' : '❌',
    says: [how, last].filter((s) => s !== '').join(': '),
  };
}

function tailOf(text: string): string {
  return text.trimEnd().split('\n').slice(-tailLines).join('\n');
}
