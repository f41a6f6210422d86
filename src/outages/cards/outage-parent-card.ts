import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { downMs, type Outage } from '../events.ts';
import { endWord } from '../outage-phrases.ts';
import { code, escape, shortenEscaped } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section, sections } from '#slack/cards/blocks.ts';
import { outageActions } from './outage-actions.ts';
import { outageSign, outageStateWord, severityWord } from './outage-state.ts';
import { whoHas } from './outage-line.ts';
import { personOf, dateOf, labelled, marked, momentOf, timeOf } from '#slack/cards/message-words.ts';
import { outcomeSign } from '#runbooks/outcome-labels.ts';

const alarmsShown = 4;
const servicesShown = 12;
const textChars = 300;
const dayLikeMs = 12 * 3_600_000;
/** A longer one is a whole query: cut, it would lead nowhere. */
const linkChars = 500;

const passing: ReadonlySet<string> = new Set(['diagnosing', 'fixing', 'verifying']);

/** Where its verdict and its plan stand, and the outages of its family, by their ids. */
export type OutageLinks = Readonly<Record<string, string>>;

/** The one message of an outage that stands in the channel: edited through its states, true at every moment. */
export function outageParentCard(outage: Outage, links: OutageLinks, locale: Locale): MessageBody {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const service = escape(outage.service);
  const sign = outageSign[outage.state];
  const word = t(outageStateWord[outage.state]);
  const when = whenLine(outage, locale);
  const plan = planLine(outage, links, locale);
  const lines = [
    ...alarmLines(outage, locale),
    ...verdictLine(outage, links, locale),
    ...plan.map((line) => `🛠 ${line}`),
    ...familyLines(outage, links, locale),
    ...peopleLines(outage, locale),
  ];
  const said = saidOf(outage, locale);
  const blocks: KnownBlock[] = [
    section(`${sign} *${service}* — ${word}\n${when}`),
    ...sections(lines),
    outageActions(outage, locale),
    context([t(severityWord[outage.severity]), code(outage.id)].join(' · ')),
  ];
  return {
    // All that a notification and a screen reader have of it.
    text: plain([`${sign} ${labelled(locale, service, word)}.`, when, said, ...planLine(outage, {}, locale)]),
    blocks,
    // More is coming, so this edit may be left out when Slack is short of them.
    ...(passing.has(outage.state) ? { passing: true } : {}),
  };
}

function whenLine(outage: Outage, locale: Locale): string {
  const { since, flaps, reopened, recoveredAt, resolved } = outage;
  const isUp = isUpNow(outage);
  const until = resolved?.at ?? recoveredAt ?? 0;
  const base: Phrase = isUp
    ? {
        en: 'Down for {lasted}, from {since} to {until}.',
        fr: 'En panne pendant {lasted}, de {since} à {until}.',
      }
    : { en: 'Since {since}[, {who}].', fr: 'Depuis {since}[, {who}].' };
  const ended = recoveredAt ?? until;
  const parts = [
    say(locale, {
      ...base,
      with: {
        // The same second everywhere: in the picture, in the report.
        since: isUp ? momentOf(since) : dateOf(since),
        until: endOf(since, Math.floor(ended / 1000) * 1000),
        lasted: say(locale, formatDuration(downMs(outage, ended))),
        // Whoever has the other outage has this one.
        who:
          outage.under === undefined || outage.assignee !== undefined
            ? say(locale, whoHas(outage))
            : undefined,
      },
    }),
  ];
  if (flaps > 0)
    parts.push(
      say(locale, {
        en: 'It came back and failed again {n}×.',
        fr: 'Le service est revenu et retombé {n}×.',
        with: { n: flaps },
      }),
    );
  if (reopened > 0)
    parts.push(say(locale, { en: 'Reopened {n}×.', fr: 'Panne rouverte {n}×.', with: { n: reopened } }));
  return parts.join(' ');
}

/** A time of day says nothing of what ends on another day. */
function endOf(from: number, to: number): string {
  return to - from < dayLikeMs ? timeOf(to) : momentOf(to);
}

function alarmLines({ alarms, says, openedBy }: Outage, locale: Locale): string[] {
  const rest = alarms.length - alarmsShown;
  const seenBy = (isPerson: boolean): string =>
    isPerson && openedBy !== undefined ? labelled(locale, who(openedBy), '') : '';
  const shown = alarms.slice(0, alarmsShown).map((alarm) => {
    const source = say(locale, { en: 'source', fr: 'source' });
    // Slack ends a link's address at "|" or ">".
    const link =
      alarm.link === undefined || alarm.link.length > linkChars
        ? ''
        : ` · <${encodeURI(decodeSafely(alarm.link)).replaceAll('|', '%7C')}|${source}>`;
    return `👁 ${seenBy(alarm.source === 'person')}${shortened(locale, alarm.says)}${link}`;
  });
  if (shown.length === 0) return [`👁 ${seenBy(openedBy !== undefined)}${shortened(locale, says)}`];
  return [...shown, ...(rest > 0 ? [`+${rest}`] : [])];
}

function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function verdictLine(outage: Outage, links: OutageLinks, locale: Locale): string[] {
  const run = outage.runs.findLast((one) => one.verdict !== undefined);
  if (run?.verdict === undefined) return [];
  const { verdict } = run;
  const proof = linkTo(links[run.id], { en: 'proof', fr: 'preuves' }, locale);
  const sign = isUpNow(outage) ? '🩺' : verdict.provisional ? '🟠' : outcomeSign[verdict.outcome];
  return [`${sign} ${saidOf(outage, locale)}${proof}`];
}

/** The verdict, else what was seen. What is over is told as the cause it was, not as how it is. */
function saidOf(outage: Outage, locale: Locale): string {
  const verdict = outage.runs.findLast((one) => one.verdict !== undefined)?.verdict;
  if (verdict === undefined) return shortened(locale, outage.says);
  const headline = `*${shortened(locale, verdict.headline)}*`;
  if (verdict.outcome === 'healthy' && !isUpNow(outage))
    return `${headline} ${say(locale, { en: 'If you agree, resolve it.', fr: 'Si c’est aussi votre avis, résolvez la panne.' })}`;
  if (verdict.outcome !== 'faulty' || !isUpNow(outage)) return headline;
  return labelled(locale, say(locale, { en: 'It was', fr: 'C’était' }), headline);
}

/** How far the newest plan is, and where to press when it waits. */
function planLine(outage: Outage, links: OutageLinks, locale: Locale): string[] {
  const plan = outage.plans.at(-1);
  if (plan === undefined) return isForPeople(outage) ? [say(locale, forPeople)] : [];
  const { id, state, outcome, title } = plan;
  const isEnd = state === 'ended' && outcome !== undefined;
  const word = say(locale, isEnd ? endWord[outcome] : planStates[state]);
  const card = linkTo(links[id], planLinks[state] ?? { en: 'plan', fr: 'plan' }, locale);
  return [`${shortened(locale, title)} — ${word}${card}`];
}

/** Why it is down is known, and nothing of what may help can be asked for without a person. */
function isForPeople({ state, under, runs }: Outage): boolean {
  const verdict = runs.findLast((one) => one.verdict !== undefined)?.verdict;
  const isFound = verdict?.outcome === 'faulty' && !verdict.provisional && verdict.remedies.length === 0;
  return state === 'down' && under === undefined && isFound;
}

const forPeople: Phrase = {
  en: 'Resus proposes nothing here, so a person has to act: what may help stands with the proof, in the thread',
  fr: 'Resus ne propose rien ici, une personne doit donc agir : ce qui peut aider est avec les preuves, dans le fil',
};

const planLinks: Readonly<Partial<Record<Outage['plans'][number]['state'], Phrase>>> = {
  waiting: { en: 'look and decide', fr: 'voir et décider' },
};

const planStates: Readonly<Record<Outage['plans'][number]['state'], Phrase>> = {
  waiting: { en: 'waits for approval, in the thread', fr: 'attend son approbation, dans le fil' },
  approved: { en: 'approved', fr: 'approuvé' },
  running: { en: 'running', fr: 'en cours' },
  verifying: { en: 'being proven', fr: 'preuve en cours' },
  unknown: { en: 'outcome unknown: a person must look', fr: 'issue inconnue : une personne doit regarder' },
  ended: { en: 'ended', fr: 'terminé' },
};

function familyLines({ under, underService, holds }: Outage, links: OutageLinks, locale: Locale): string[] {
  const linked = (id: string, name: string): string => {
    const url = links[id];
    return url === undefined ? code(name) : `<${url}|${escape(name)}>`;
  };
  const lines: string[] = [];
  if (under !== undefined)
    lines.push(
      `🔗 ${say(locale, {
        en: 'Part of the outage of {outage}: same cause, the fix is decided there.',
        fr: 'Fait partie de la panne de {outage} : même cause, la réparation s’y décide.',
        with: { outage: linked(under, underService ?? under) },
      })}`,
    );
  if (holds.length > 0) {
    const names = holds.slice(0, servicesShown).map(({ outageId, service }) => linked(outageId, service));
    const rest = holds.length - names.length;
    const services = names.join(', ') + (rest > 0 ? ` +${rest}` : '');
    lines.push(
      `🔗 ${say(locale, { en: 'Down for the same cause: {services}', fr: 'En panne pour la même cause : {services}', with: { services } })}`,
    );
  }
  return lines;
}

function peopleLines({ silencedUntil, resolved, state }: Outage, locale: Locale): string[] {
  const lines: string[] = [];
  if (silencedUntil !== undefined && state !== 'resolved')
    lines.push(
      `🔕 ${say(locale, { en: 'Silenced until {until}', fr: 'En silence jusqu’à {until}', with: { until: dateOf(silencedUntil) } })}`,
    );
  if (resolved?.by !== undefined)
    lines.push(
      `🏁 ${say(locale, {
        en: 'Resolved by {who}[: {reason}]',
        fr: 'Résolue par {who}[ : {reason}]',
        with: {
          who: who(resolved.by),
          reason: resolved.reason === undefined ? undefined : escape(resolved.reason),
        },
      })}`,
    );
  return lines;
}

function who(id: string): string {
  return id === 'resus' ? 'Resus' : personOf({ id });
}

function isUpNow({ state }: Outage): boolean {
  return state === 'recovered' || state === 'resolved';
}

/** Without the marks. */
function plain(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('*', '').replace(/(?<![.!?…])$/, '.')).join(' ');
}

function linkTo(url: string | undefined, says: Phrase, locale: Locale): string {
  return url === undefined ? '' : ` · <${url}|${say(locale, says)}>`;
}

function shortened(locale: Locale, phrase: Phrase): string {
  return shortenEscaped(marked(locale, phrase), textChars);
}
