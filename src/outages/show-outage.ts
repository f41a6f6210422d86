import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { downMs, type Outage, type OutageEvent } from './events.ts';
import { section } from '#slack/cards/blocks.ts';
import { outageParentCard, type OutageLinks } from './cards/outage-parent-card.ts';
import { personOf, labelled, marked } from '#slack/cards/message-words.ts';
import { escape } from '#slack/escape.ts';
import { threadOf, type FileBody, type MessageBody } from '#slack/message.ts';
import type { OutgoingMessage } from '#slack/outbox.ts';

/**
 * What Slack should show of an outage in its present state: one parent, edited, and in its thread what people have to
 * notice: reminders, who was called, that it came back, that it failed again, that it is over.
 */
export function messagesOfOutage(
  outage: Outage,
  events: readonly OutageEvent[],
  { links, mention }: { readonly links: OutageLinks; readonly mention: (name: string) => string },
  locale: Locale,
): OutgoingMessage[] {
  const { id, channel } = outage;
  if (channel === undefined) return [];
  const parentId = `${id}.parent`;
  const parent: OutgoingMessage = {
    id: parentId,
    thread: threadOf(parentId, { channel }),
    place: { channel },
    // A link that is found later is worth an edit.
    version: events.length * linksCounted + Math.min(Object.keys(links).length, linksCounted - 1),
    body: outageParentCard(outage, links, locale),
  };
  return [
    parent,
    ...notices(outage, events, mention, locale).map(({ name, says }) =>
      threadMessage(outage, channel, name, lineOf(says)),
    ),
  ];
}

const linksCounted = 100;

/** A file in the thread of an outage. */
export function outageFile(outage: Outage, name: string, body: FileBody): OutgoingMessage[] {
  return outage.channel === undefined ? [] : [threadMessage(outage, outage.channel, name, body)];
}

function threadMessage(
  outage: Outage,
  channel: string,
  name: string,
  body: MessageBody | FileBody,
): OutgoingMessage {
  const id = `${outage.id}.${name}`;
  const place = { channel, parent: `${outage.id}.parent` };
  return { id, thread: threadOf(id, place), place, version: 1, body };
}

function lineOf(text: string): MessageBody {
  return { text, blocks: [section(text)] };
}

const flapsTold = 2;

/** Replies notify those who follow the thread; edits of the parent notify nobody. */
function notices(
  outage: Outage,
  events: readonly OutageEvent[],
  mention: (name: string) => string,
  locale: Locale,
): { readonly name: string; readonly says: string }[] {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const said: { name: string; says: string }[] = [];
  outage.downs.forEach(({ to, isSaid }, i) => {
    // A flapping service folds into the parent, which counts.
    if (i > flapsTold && i % 10 > 0) return;
    if (i > 0)
      said.push({
        name: `down.${i}`,
        says: `🔴 ${t({ ...again, with: { service: escape(outage.service) } })}`,
      });
    if (to !== undefined && isSaid === undefined)
      said.push({
        name: `up.${i}`,
        says: `🟢 ${t({ ...back, with: { service: escape(outage.service), lasted: t(formatDuration(to - (outage.downs[i]?.from ?? to))) } })}`,
      });
  });
  for (const [i, event] of events.entries()) {
    if (event.type === 'reminded') {
      const to = event.to.map((who) => personOf({ id: who })).join(' ');
      const open = t(formatDuration(event.at - outage.since));
      said.push({
        name: `reminder.${i}`,
        says: `⏰ ${t({ ...(to === '' ? reminder : reminderTo), with: { open, to } })}`,
      });
    }
    if (event.type === 'noted')
      said.push({
        name: `note.${i}`,
        says: `💬 ${labelled(locale, personOf({ id: event.by }), marked(locale, event.says))}`,
      });
    if (event.type === 'unlinked')
      said.push({
        name: `unlinked.${i}`,
        says: `🔗 ${t({ ...alone, with: { service: escape(outage.service) } })}`,
      });
    if (event.type === 'lapsed') said.push({ name: `lapsed.${i}`, says: `👁 ${marked(locale, event.says)}` });
    // Who took it themselves knows.
    if (event.type === 'assigned' && event.to !== event.by) {
      const [to, by] = [event.to, event.by].map((id) => personOf({ id }));
      said.push({ name: `assigned.${i}`, says: `👤 ${t({ ...yours, with: { to, by } })}` });
    }
    if (event.type === 'escalated')
      said.push({ name: `escalation.${i}`, says: `📣 ${t({ ...called, with: { to: mention(event.to) } })}` });
    if (event.type === 'resolved')
      said.push({
        name: `resolved.${i}`,
        says: `✅ ${t({ ...over, with: { lasted: t(formatDuration(downMs(outage, event.at))) } })}`,
      });
  }
  return said;
}

const again: Phrase = { en: '{service} failed again.', fr: '{service} est retombé.' };
const back: Phrase = {
  en: '{service} answers again, after {lasted}. Nothing more is done unless it fails again.',
  fr: '{service} répond de nouveau, après {lasted}. Plus rien n’est fait, sauf s’il retombe.',
};
const reminder: Phrase = {
  en: 'Still down after {open}, and nobody has acknowledged it.',
  fr: 'Toujours en panne après {open}, et personne ne l’a pris en compte.',
};
const reminderTo: Phrase = {
  en: '{to}: still down after {open}.',
  fr: '{to} : toujours en panne après {open}.',
};
const yours: Phrase = {
  en: '{to}: this outage is yours, {by} assigned it to you.',
  fr: '{to} : cette panne est à vous, {by} vous l’a confiée.',
};
const alone: Phrase = {
  en: 'What this was part of is over, and {service} is still down: it goes on by itself.',
  fr: 'Ce dont ceci faisait partie est terminé et {service} est toujours en panne : on continue à part.',
};
const called: Phrase = {
  en: 'Nobody reacted, so {to} was called.',
  fr: 'Personne n’a réagi : {to} a été appelé.',
};
const over: Phrase = {
  en: 'Over, after {lasted} down in all. The report is below.',
  fr: 'Terminé, après {lasted} de panne en tout. Le rapport est ci-dessous.',
};
