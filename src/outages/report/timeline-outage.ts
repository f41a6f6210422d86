import { type Phrase, type PhraseValues, say } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { holding, nameIn } from '#base/join-phrases.ts';
import type { Outage, OutageEvent, Signal } from '../events.ts';
import { planWord, severityWord, sourceWord } from '../outage-phrases.ts';
import type { Story, TimelineKind, TimelineLine } from './timeline.ts';
import { verdictSaid } from './timeline-run.ts';

/** The timeline of an outage's own events. */
export function outageLines(story: Story): TimelineLine[] {
  const repeats = repeatsIn(story.events);
  const opener = openerIn(story.events);
  const ups = upsIn(story);
  return [
    ...stretches(story.outage, ups),
    ...story.events.flatMap((event): TimelineLine[] => {
      if (event.type === 'opened' && opener !== undefined) return [];
      if (event.type !== 'seen') return lineOf(event, story);
      const { at, signal } = event;
      // An alert that is sent again every minute says nothing new.
      if (!repeats.has(signal)) return [];
      const upMs = ups.get(at)?.signal === signal ? ups.get(at)?.downMs : undefined;
      return [seenLine(at, signal, { times: repeats.get(signal), upMs, opens: signal === opener })];
    }),
  ];
}

function lineOf(event: Exclude<OutageEvent, { type: 'seen' }>, story: Story): TimelineLine[] {
  const { at } = event;
  const name = (id: string): string => nameIn(story.people, id);
  const line = (kind: TimelineKind, en: string, fr: string, values: PhraseValues = {}): TimelineLine[] => [
    { at, kind, says: { en, fr, with: values } },
  ];
  const quoting = (kind: TimelineKind, outer: Phrase, parts: Readonly<Record<string, Phrase>>) => [
    { at, kind, says: holding(outer, parts) },
  ];
  switch (event.type) {
    case 'opened': {
      const by = event.by === undefined ? undefined : name(event.by);
      return quoting(
        'down',
        { en: 'Outage opened[ by {by}]: {says}', fr: 'Panne ouverte[ par {by}] : {says}', with: { by } },
        { says: event.says },
      );
    }
    // Where it is told is not part of what happened, but that it was told late is.
    case 'placed':
      return line('call', 'Its thread could be opened', 'Son fil a pu être ouvert');
    case 'diagnosis_asked':
      return quoting(
        'diagnosis',
        { en: 'Diagnosis begun: {why}', fr: 'Diagnostic lancé : {why}' },
        { why: event.why },
      );
    case 'diagnosed': {
      const run = story.runs.find(({ id }) => id === event.runId);
      return [{ at, kind: 'diagnosis', says: verdictSaid(event.verdict, run, story.people, event.root) }];
    }
    case 'diagnosis_failed':
      return quoting(
        'diagnosis',
        { en: 'Diagnosis failed: {says}', fr: 'Diagnostic échoué : {says}' },
        { says: event.says },
      );
    case 'proposed': {
      const { action, planId } = event;
      if (isTold(story, planId)) return [];
      return line('plan', 'Resus proposes {action} ({planId})', 'Resus propose {action} ({planId})', {
        action,
        planId,
      });
    }
    case 'plan_moved': {
      const { id, title, state, outcome } = event.plan;
      if (isTold(story, id)) return [];
      const word = planWord(state, outcome);
      return quoting('plan', { en: '{title}: {word}', fr: '{title} : {word}' }, { title, word });
    }
    case 'lapsed':
      return quoting('up', { en: '{says}', fr: '{says}' }, { says: event.says });
    case 'noted':
      return quoting(
        'person',
        { en: '{by} says: {says}', fr: '{by} dit : {says}', with: { by: name(event.by) } },
        { says: event.says },
      );
    case 'acknowledged':
      return line('person', '{by} acknowledges it', '{by} le prend en compte', { by: name(event.by) });
    case 'assigned':
      return line('person', '{by} assigns it to {to}', '{by} le confie à {to}', {
        by: name(event.by),
        to: name(event.to),
      });
    case 'severity_set':
      return quoting(
        'person',
        {
          en: '{by} sets the severity: {word}',
          fr: '{by} fixe la gravité : {word}',
          with: { by: name(event.by) },
        },
        { word: severityWord[event.severity] },
      );
    case 'silenced':
      return event.until <= at
        ? line('person', '{by} ends the silence', '{by} met fin au silence', { by: name(event.by) })
        : quoting(
            'person',
            {
              en: '{by} silences it for {span}',
              fr: '{by} le met en silence pour {span}',
              with: { by: name(event.by) },
            },
            { span: formatDuration(event.until - at) },
          );
    case 'reminded':
      return line('call', 'Reminder to {to}', 'Rappel à {to}', { to: event.to.map(name).join(', ') });
    case 'escalated':
      return line('call', 'Escalated to {to} (level {level})', 'Escalade vers {to} (niveau {level})', {
        to: name(event.to),
        level: event.level + 1,
      });
    case 'linked':
      return line(
        'link',
        'Same cause as {under}: {root}; that outage is told about',
        'Même cause que {under} : {root} ; c’est de cette panne qu’on parle',
        { under: event.under, root: event.root },
      );
    case 'unlinked':
      return line(
        'link',
        'What it was part of ({from}) is over, and it is still down: from here on it is told about by itself',
        'Ce dont il faisait partie ({from}) est terminé et il est toujours en panne : on en parle désormais à part',
        { from: event.from },
      );
    case 'gathered':
      return line(
        'link',
        '{service} fails of the same cause ({outageId})',
        '{service} tombe de la même cause ({outageId})',
        { service: event.service, outageId: event.outageId },
      );
    case 'resolved': {
      const { by, reason } = event;
      if (by === undefined)
        return line('resolved', 'Resolved: it stayed up', 'Résolu : le service a tenu', {});
      return line('resolved', 'Resolved by {by}[: {reason}]', 'Résolu par {by}[ : {reason}]', {
        by: name(by),
        reason,
      });
    }
  }
}

/** When it really went down and up, which may be long before anybody said so. */
function stretches({ downs, openedAt }: Outage, ups: Ups): TimelineLine[] {
  return downs.flatMap(({ from, to, isSaid }, i): TimelineLine[] => {
    const began: TimelineLine[] =
      i === 0 && from >= openedAt ? [] : [{ at: from, kind: 'down', says: i === 0 ? failing : downAgain }];
    if (to === undefined || isSaid === true || ups.has(to)) return began;
    return [...began, { at: to, kind: 'up', says: holding(upAfter, { span: formatDuration(to - from) }) }];
  });
}

const failing: Phrase = { en: 'It begins to fail', fr: 'Le service commence à échouer' };
const downAgain: Phrase = { en: 'Down again', fr: 'De nouveau en panne' };
const upAfter: Phrase = { en: 'Up after {span}', fr: 'Rétabli après {span}' };

/** Sightings that ended a stretch, by when: one line tells both. */
type Ups = ReadonlyMap<number, { readonly signal: Signal; readonly downMs: number }>;

function upsIn({ outage, events }: Story): Ups {
  const ends = new Map(outage.downs.map(({ from, to }) => [to, from]));
  return new Map(
    events.flatMap((event) => {
      const from = ends.get(event.at);
      if (event.type !== 'seen' || event.signal.state !== 'up' || from === undefined) return [];
      return [[event.at, { signal: event.signal, downMs: event.at - from }]];
    }),
  );
}

/** The sighting that opened the outage, when it says all that the opening does. */
function openerIn(events: readonly OutageEvent[]): Signal | undefined {
  const opened = events.find((event) => event.type === 'opened');
  const seen = events.find((event) => event.type === 'seen');
  if (opened === undefined || seen === undefined || opened.by !== undefined) return undefined;
  const isSame = say('en', opened.says) === say('en', seen.signal.says);
  return isSame && seen.signal.state === 'down' ? seen.signal : undefined;
}

type SeenAs = {
  readonly times: number | undefined;
  readonly upMs: number | undefined;
  readonly opens: boolean;
};

function seenLine(at: number, { state, says, source }: Signal, { times, upMs, opens }: SeenAs): TimelineLine {
  const often = times === undefined || times < 2 ? undefined : times;
  const parts = { says, source: sourceWord[source] };
  const outer = state === 'up' ? seenUp : opens ? seenFirst : seenDown;
  const span = upMs === undefined ? {} : { span: formatDuration(upMs) };
  return { at, kind: state, says: holding({ ...outer, with: { times: often } }, { ...parts, ...span }) };
}

const seenUp: Phrase = {
  en: '{source} sees it up[, after {span} down]: {says}[ (said {times} times)]',
  fr: '{source} le voit rétabli[, après {span} de panne] : {says}[ (dit {times} fois)]',
};
const seenDown: Phrase = {
  en: '{source} says it is down: {says}[ (said {times} times)]',
  fr: '{source} le dit en panne : {says}[ (dit {times} fois)]',
};
const seenFirst: Phrase = {
  en: '{source} says it is down, the outage is opened: {says}[ (said {times} times)]',
  fr: '{source} le dit en panne, ouverture de la panne : {says}[ (dit {times} fois)]',
};

type Repeats = ReadonlyMap<Signal, number>;

/** The first of each row of sightings that say the same of one alarm, and how many there are. */
function repeatsIn(events: readonly OutageEvent[]): Repeats {
  const first = new Map<string, Signal>();
  const counts = new Map<Signal, number>();
  for (const event of events) {
    if (event.type !== 'seen') continue;
    const { signal } = event;
    const before = first.get(signal.fingerprint);
    const same = before?.state === signal.state ? before : signal;
    first.set(signal.fingerprint, same);
    counts.set(same, (counts.get(same) ?? 0) + 1);
  }
  return counts;
}

/** Its own record tells more of it. */
function isTold({ plans }: Story, planId: string): boolean {
  return plans.some(({ id }) => id === planId);
}
