import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Check, PlanRun } from '../events.ts';
import { code, escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, preformatted, richLine, richText, section, sections } from '#slack/cards/blocks.ts';
import { endedWhy } from './plan-card.ts';
import { personOf, duration, labelled, marked } from '#slack/cards/message-words.ts';
import { endSign, endWord } from './plan-labels.ts';

const checksShown = 12;
const outputChars = 1200;

/** How it ended, as a reply of its own, since edits notify nobody: the proof before and after, and what to do next. */
export function planResultCard(run: PlanRun, locale: Locale): MessageBody {
  const end = run.outcome ?? 'failed';
  const title = `${endSign[end]} *${marked(locale, run.plan.title)}* — ${say(locale, endWord[end])}`;
  const why = endedWhy(run, locale);
  const checks = run.verified.at(-1)?.checks ?? [];
  const isCured = end === 'fixed' || end === 'done';
  const blocks: KnownBlock[] = [
    section(why === '' ? title : `${title}\n${why}`),
    ...tableBlocks(checks, isCured, locale),
    ...failedOutput(run, locale),
    ...againBlocks(run, locale),
    context(footOf(run, locale)),
  ];
  const said = checks.map(
    (check) =>
      `${signOf(check, isCured)} ${labelled(locale, marked(locale, check.about), marked(locale, check.after))}`,
  );
  return { text: [title.replaceAll('*', ''), why, ...said].filter((line) => line !== '').join('\n'), blocks };
}

/** What the proof does not ask for and was no better before, such as an old line of a log, is no failure of the cure. */
function signOf({ ok, isUnseen }: Check, isCured: boolean): string {
  if (isUnseen === true) return '⚪';
  return ok ? '✅' : isCured ? '▫️' : '❌';
}

function tableBlocks(checks: readonly Check[], isCured: boolean, locale: Locale): KnownBlock[] {
  if (checks.length === 0) return [];
  const before = say(locale, { en: 'before', fr: 'avant' });
  const asBefore = say(locale, { en: 'as before', fr: 'comme avant' });
  const lines = checks.slice(0, checksShown).map((check) => {
    const sign = signOf(check, isCured);
    const after = labelled(locale, `*${marked(locale, check.about)}*`, marked(locale, check.after));
    const was = marked(locale, check.before);
    const told = was === marked(locale, check.after) ? asBefore : labelled(locale, before, was);
    return `${sign} ${after} _(${told})_`;
  });
  const rest = checks.length - checksShown;
  return sections([`*${say(locale, proof)}*`, ...lines, ...(rest > 0 ? [`+${rest}`] : [])]);
}

/** The step that went wrong, and what it said. */
function failedOutput(run: PlanRun, locale: Locale): KnownBlock[] {
  const bad = run.ran.find(({ result }) => result !== undefined && result.outcome !== 'succeeded');
  if (bad?.result === undefined || run.outcome === 'fixed' || run.outcome === 'done') return [];
  const { outcome, output, stillRunning } = bad.result;
  const still =
    stillRunning === undefined
      ? []
      : [
          section(
            `⚠️ ${say(locale, { en: 'Still running on {host}, pid {pid}', fr: 'Tourne encore sur {host}, pid {pid}', with: { host: escape(stillRunning.host), pid: stillRunning.pid } })}`,
          ),
        ];
  return [
    ...still,
    richText([
      richLine(`${bad.step} — ${outcome.replaceAll('_', ' ')}`, true),
      preformatted(output.slice(-outputChars), outputChars),
    ]),
  ];
}

function againBlocks(run: PlanRun, locale: Locale): KnownBlock[] {
  const isBad = [
    'not_fixed',
    'not_all_seen',
    'rolled_back',
    'failed',
    'cancelled',
    'void',
    'expired',
  ].includes(run.outcome ?? '');
  if (!isBad) return [];
  return [
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'diagnose.again',
          value: run.plan.service,
          text: { type: 'plain_text', text: say(locale, { en: 'Diagnose again', fr: 'Rediagnostiquer' }) },
        },
      ],
    },
  ];
}

function footOf(run: PlanRun, locale: Locale): string {
  const { approvals, startedAt, endedAt, id } = run;
  const by = approvals.map((one) => personOf(one.by)).join(', ');
  const took =
    startedAt === undefined || endedAt === undefined ? [] : [duration(locale, endedAt - startedAt)];
  const approved =
    by === '' ? [] : [say(locale, { en: 'approved by {by}', fr: 'approuvé par {by}', with: { by } })];
  return [...approved, ...took, code(id)].join(' · ');
}

const proof: Phrase = { en: 'Proof, seen after it ran', fr: 'Preuve, vue après l’exécution' };
