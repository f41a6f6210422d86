import type { KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import { escape, shorten } from '#slack/escape.ts';
import { bytesOf, limits } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { richLine, richText, sections } from '#slack/cards/blocks.ts';
import { foldLooks, looksOf, type Look, type LookState } from './progress-rows.ts';
import { duration, labelled } from '#slack/cards/message-words.ts';

/** A phone shows about this much of a task's output before it folds it. */
const outputChars = 200;

/** The live message of a run: one plan block, a task per look; sections, then text, where plans are refused. */
export function progressCard(run: Run, locale: Locale): MessageBody {
  const all = looksOf(run, locale);
  const title = titleOf(run, all, locale);
  const looks = fitsPlan(all) ? all : foldLooks(all, locale);
  const isOver = run.state === 'failed' || (run.state === 'concluded' && run.verdict?.provisional === false);
  const lines = looks.map(
    ({ state, title: name, says }) =>
      `${signs[state]} *${escape(name)}*${says === '' ? '' : ` ${escape(says)}`}`,
  );
  const sectionForm: KnownBlock[] = sections([`*${escape(title)}*`, ...lines]);
  return {
    text: textOf(title, looks, locale),
    blocks: [planOf(title, looks)],
    plainer: [sectionForm],
    ...(isOver ? {} : { passing: true }),
  };
}

const signs: Readonly<Record<LookState, string>> = { waiting: '⏳', ok: '✅', bad: '❌', unknown: '❔' };

/** Slack has no state for "could not look": pending, with the reason said, at least claims nothing. */
const taskStatus: Readonly<Record<LookState, TaskCardBlock['status']>> = {
  waiting: 'in_progress',
  ok: 'complete',
  bad: 'error',
  unknown: 'pending',
};

function planOf(title: string, looks: readonly Look[]): PlanBlock {
  return {
    type: 'plan',
    title: shorten(title, limits.header),
    tasks: looks.map((look) => ({
      type: 'task_card',
      task_id: look.id,
      title: look.title,
      status: taskStatus[look.state],
      ...(look.says === '' ? {} : { output: richText([richLine(shorten(look.says, outputChars))]) }),
    })),
  };
}

function fitsPlan(looks: readonly Look[]): boolean {
  if (looks.length > limits.tasks) return false;
  const weight = looks.reduce<number>(
    (sum, { title, says }) => sum + bytesOf(title) + 2 * bytesOf(shorten(says, outputChars)),
    limits.header,
  );
  return weight <= limits.planBytes;
}

function titleOf(run: Run, looks: readonly Look[], locale: Locale): string {
  const count = (state: LookState): number => looks.filter((look) => look.state === state).length;
  const waiting = count('waiting');
  const values = {
    service: run.service,
    done: looks.length - waiting,
    all: looks.length,
    bad: count('bad'),
    unknown: count('unknown'),
    took: run.tookMs === undefined ? '' : duration(locale, run.tookMs),
  };
  const phrase: Phrase =
    waiting > 0 || run.tookMs === undefined
      ? { en: 'Looking at {service}: {done} of {all}', fr: 'Examen de {service} : {done} sur {all}' }
      : {
          en: 'Looked at {service} in {took}: {all} looks, {bad} bad, {unknown} could not look',
          fr: '{service} examiné en {took} : {all} regards, {bad} mauvais, {unknown} impossibles',
        };
  return say(locale, { ...phrase, with: values });
}

/** For a screen reader: what is wrong or unknown by name, the rest by number in the title. */
function textOf(title: string, looks: readonly Look[], locale: Locale): string {
  const notable = looks.filter(({ state }) => state === 'bad' || state === 'unknown');
  const said = notable.map((look) =>
    labelled(locale, `${signs[look.state]} ${escape(look.title)}`, escape(look.says)),
  );
  return [escape(title), ...said].join('\n');
}
