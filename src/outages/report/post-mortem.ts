import type { Locale, Phrase } from '#base/phrase.ts';
import { say } from '#base/phrase.ts';
import { plain, stacked } from './markdown.ts';
import { boardSection, timesSection } from './post-mortem-board.ts';
import { causesSection, evidenceSection, verdictSection } from './post-mortem-cause.ts';
import { type Facts, factsOf, type PostMortemOf } from './post-mortem-facts.ts';
import { impactSection, linkedSection } from './post-mortem-impact.ts';
import { durationsSection, timelineSection, workedSection } from './post-mortem-course.ts';
import { filesSection, escalationSection, preventionSection } from './post-mortem-next.ts';
import { questionsSection } from './post-mortem-questions.ts';
import { summarySection } from './post-mortem-summary.ts';
import { changesSection, triedSection, verificationSection } from './post-mortem-tried.ts';

/** One part of the report, in one language. */
type Section = { readonly title: Phrase; readonly body: (facts: Facts, locale: Locale) => string };

/** In the order people read them, what is looked up last. Each says something even when there is nothing: an empty part looks forgotten. */
const sections: readonly Section[] = [
  { title: { en: 'Summary', fr: 'Résumé' }, body: summarySection },
  { title: { en: 'Status board', fr: 'Tableau d’état' }, body: boardSection },
  { title: { en: 'Start and end', fr: 'Début et fin' }, body: timesSection },
  { title: { en: 'Impact', fr: 'Impact' }, body: impactSection },
  { title: { en: 'Verdict', fr: 'Verdict' }, body: verdictSection },
  { title: { en: 'Root causes', fr: 'Causes profondes' }, body: causesSection },
  { title: { en: 'Commits and deploys', fr: 'Commits et déploiements' }, body: changesSection },
  { title: { en: 'What was tried', fr: 'Ce qui a été tenté' }, body: triedSection },
  { title: { en: 'Verification', fr: 'Vérification' }, body: verificationSection },
  { title: { en: 'Timeline', fr: 'Chronologie' }, body: timelineSection },
  { title: { en: 'How long it took', fr: 'Durées' }, body: durationsSection },
  { title: { en: 'What worked, what did not', fr: 'Ce qui a marché, ou non' }, body: workedSection },
  { title: { en: 'Open questions', fr: 'Questions ouvertes' }, body: questionsSection },
  { title: { en: 'Prevention', fr: 'Prévention' }, body: preventionSection },
  { title: { en: 'Next escalation contact', fr: 'Prochain contact d’escalade' }, body: escalationSection },
  { title: { en: 'Linked outages', fr: 'Pannes liées' }, body: linkedSection },
  { title: { en: 'Evidence', fr: 'Preuves' }, body: evidenceSection },
  { title: { en: 'Logs and evidence files', fr: 'Journaux et fichiers de preuves' }, body: filesSection },
];

/** The whole report as Markdown. What is not known is said to be so, and left for people to fill in. */
export function postMortem(of: PostMortemOf, locale: Locale): string {
  const facts = factsOf(of);
  const title = say(locale, {
    en: 'Post-mortem: {service} ({id})',
    fr: 'Post-mortem : {service} ({id})',
    with: { service: of.service.title ?? of.service.name, id: of.outage.id },
  });
  const parts = sections.map((section) =>
    stacked([`## ${say(locale, section.title)}`, section.body(facts, locale)]),
  );
  return `${stacked([`# ${plain(title)}`, ...parts])}\n`;
}
