import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { lasted } from '#outages/lasted.ts';
import { downMs, type Outage } from '#outages/outage.ts';
import { code, escape, shortenEscaped } from '../escape.ts';
import type { MessageBody } from '../message.ts';
import { context, section, sections } from './blocks.ts';
import { outageActions } from './outage-actions.ts';
import { outageSign, outageStateWord, severityWord } from './outage-state.ts';
import { endWord, personOf } from './plan-words.ts';
import { dateOf, marked, momentOf, outcomeSign, timeOf } from './words.ts';

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
  const lines = [
    ...alarmLines(outage, locale),
    ...verdictLine(outage, links, locale),
    ...planLine(outage, links, locale),
    ...familyLines(outage, links, locale),
    ...peopleLines(outage, locale),
  ];
  const verdict = outage.runs.findLast((run) => run.verdict !== undefined)?.verdict;
  const said = marked(locale, verdict?.headline ?? outage.says);
  const blocks: KnownBlock[] = [
    section(`${sign} *${service}* — ${word}\n${when}`),
    ...sections(lines),
    outageActions(outage, locale),
    context([t(severityWord[outage.severity]), code(outage.id)].join(' · ')),
  ];
  return {
    text: `${sign} ${service}: ${word}. ${said}`,
    blocks,
    // More is coming, so this edit may be left out when Slack is short of them.
    ...(passing.has(outage.state) ? { passing: true } : {}),
  };
}

function whenLine(outage: Outage, locale: Locale): string {
  const { since, state, flaps, reopened, recoveredAt, resolved } = outage;
  const isUp = state === 'recovered' || state === 'resolved';
  const until = resolved?.at ?? recoveredAt ?? 0;
  const base: Phrase = isUp
    ? {
        en: 'Down for {lasted}, from {since} to {until}.',
        fr: 'En panne pendant {lasted}, de {since} à {until}.',
      }
    : { en: 'Since {since}.', fr: 'Depuis {since}.' };
  const ended = recoveredAt ?? until;
  const parts = [
    say(locale, {
      ...base,
      with: {
        // The same second everywhere: in the picture, in the report.
        since: isUp ? momentOf(since) : dateOf(since),
        until: endOf(since, Math.floor(ended / 1000) * 1000),
        lasted: say(locale, lasted(downMs(outage, ended))),
      },
    }),
  ];
  if (flaps > 0)
    parts.push(
      say(locale, {
        en: 'It came back and failed again {n}×.',
        fr: 'Il est revenu et retombé {n}×.',
        with: { n: flaps },
      }),
    );
  if (reopened > 0)
    parts.push(say(locale, { en: 'Reopened {n}×.', fr: 'Rouvert {n}×.', with: { n: reopened } }));
  return parts.join(' ');
}

/** A time of day says nothing of what ends on another day. */
function endOf(from: number, to: number): string {
  return to - from < dayLikeMs ? timeOf(to) : momentOf(to);
}

function alarmLines({ alarms, says }: Outage, locale: Locale): string[] {
  const rest = alarms.length - alarmsShown;
  const shown = alarms.slice(0, alarmsShown).map((alarm) => {
    const source = say(locale, { en: 'source', fr: 'source' });
    // Slack ends a link's address at "|" or ">".
    const link =
      alarm.link === undefined || alarm.link.length > linkChars
        ? ''
        : ` · <${encodeURI(decodeSafely(alarm.link)).replaceAll('|', '%7C')}|${source}>`;
    return `👁 ${shortened(locale, alarm.says)}${link}`;
  });
  if (shown.length === 0) return [`👁 ${shortened(locale, says)}`];
  return [...shown, ...(rest > 0 ? [`+${rest}`] : [])];
}

function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function verdictLine({ runs }: Outage, links: OutageLinks, locale: Locale): string[] {
  const run = runs.findLast((one) => one.verdict !== undefined);
  if (run?.verdict === undefined) return [];
  const { verdict } = run;
  const proof = linkTo(links[run.id], { en: 'proof', fr: 'preuves' }, locale);
  const sign = verdict.provisional ? '🟠' : outcomeSign[verdict.outcome];
  return [`${sign} *${shortened(locale, verdict.headline)}*${proof}`];
}

function planLine({ plans }: Outage, links: OutageLinks, locale: Locale): string[] {
  const plan = plans.at(-1);
  if (plan === undefined) return [];
  const { id, state, outcome, title } = plan;
  const word =
    state === 'ended' && outcome !== undefined
      ? say(locale, endWord[outcome])
      : say(locale, planStates[state]);
  const card = linkTo(links[id], { en: 'plan', fr: 'plan' }, locale);
  return [`🛠 ${shortened(locale, title)} — ${word}${card}`];
}

const planStates: Readonly<Record<Outage['plans'][number]['state'], Phrase>> = {
  waiting: { en: 'waits for approval, in the thread', fr: 'attend son approbation, dans le fil' },
  approved: { en: 'approved', fr: 'approuvé' },
  running: { en: 'running', fr: 'en cours' },
  verifying: { en: 'being proven', fr: 'preuve en cours' },
  unknown: { en: 'outcome unknown: a person must look', fr: 'issue inconnue : une personne doit regarder' },
  ended: { en: 'ended', fr: 'terminé' },
};

function familyLines({ under, holds }: Outage, links: OutageLinks, locale: Locale): string[] {
  const linked = (id: string, name: string): string => {
    const url = links[id];
    return url === undefined ? code(name) : `<${url}|${escape(name)}>`;
  };
  const lines: string[] = [];
  if (under !== undefined)
    lines.push(
      `🔗 ${say(locale, { en: 'Part of {outage}: same root.', fr: 'Fait partie de {outage} : même racine.', with: { outage: linked(under, under) } })}`,
    );
  if (holds.length > 0) {
    const names = holds.slice(0, servicesShown).map(({ outageId, service }) => linked(outageId, service));
    const rest = holds.length - names.length;
    const services = names.join(', ') + (rest > 0 ? ` +${rest}` : '');
    lines.push(
      `🔗 ${say(locale, { en: 'Down by the same root: {services}', fr: 'En panne par la même racine : {services}', with: { services } })}`,
    );
  }
  return lines;
}

function peopleLines(
  { acknowledged, assignee, silencedUntil, resolved, state, openedAt }: Outage,
  locale: Locale,
): string[] {
  const lines: string[] = [];
  if (assignee !== undefined)
    lines.push(
      `👤 ${say(locale, { en: '{who} has it', fr: '{who} s’en occupe', with: { who: who(assignee) } })}`,
    );
  else if (acknowledged !== undefined)
    lines.push(
      `👤 ${say(locale, { en: 'Acknowledged by {who}', fr: 'Pris en compte par {who}', with: { who: who(acknowledged.by) } })}`,
    );
  if (silencedUntil !== undefined && state !== 'resolved')
    lines.push(
      `🔕 ${say(locale, { en: 'Silenced until {until}', fr: 'En silence jusqu’à {until}', with: { until: endOf(openedAt, silencedUntil) } })}`,
    );
  if (resolved?.by !== undefined)
    lines.push(
      `🏁 ${say(locale, {
        en: 'Resolved by {who}[: {reason}]',
        fr: 'Résolu par {who}[ : {reason}]',
        with: {
          who: who(resolved.by),
          reason: resolved.reason === undefined ? undefined : escape(resolved.reason),
        },
      })}`,
    );
  return lines;
}

function who(id: string): string {
  return id === 'resus' ? 'Resus' : personOf({ id, via: 'slack' });
}

function linkTo(url: string | undefined, says: Phrase, locale: Locale): string {
  return url === undefined ? '' : ` · <${url}|${say(locale, says)}>`;
}

function shortened(locale: Locale, phrase: Phrase): string {
  return shortenEscaped(marked(locale, phrase), textChars);
}
