import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import type { Observation } from '#catalog/observation.ts';
import { shorten } from '#slack/escape.ts';
import { bytesOf } from '#slack/fit-limits.ts';
import type { FileBody } from '#slack/message.ts';
import { confidenceOf } from './doubt-blocks.ts';
import { probeTitle } from '#probes/probe-title.ts';
import { affected, changed, notAffected, notBrokenYet } from './verdict-labels.ts';
import { outcomeWord } from '#runbooks/outcome-labels.ts';

/** What Slack still shows without a download, and Redis holds until it is uploaded. */
const fileBytes = 1_000_000;
/** When it is more, the longest quotes give way first, and every look stays in. */
const quoteChars = [Infinity, 60_000, 15_000, 4000, 1000, 200];

/** Everything that was seen, as it was seen, and what follows from it, for who wants to check the verdict. */
export function evidenceFile(run: Run, verdict: Verdict, locale: Locale): FileBody {
  const title = say(locale, { ...evidenceOf, with: { service: run.service } });
  const write = (chars: number): string =>
    [
      `# ${title}\n${run.id}, ${new Date(run.askedAt).toISOString()}`,
      ...verdictPart(verdict, locale),
      ...doubts(verdict, locale),
      `## ${say(locale, allLooks)}`,
      ...run.observations.map((one) => look(one, locale, chars)),
    ].join('\n\n');
  const texts = quoteChars.values().map(write);
  const content = texts.find((text) => bytesOf(text) <= fileBytes) ?? shorten(write(0), fileBytes / 4);
  return { filename: `evidence-${run.service}-${run.id}.txt`, title, content };
}

function verdictPart(verdict: Verdict, locale: Locale): string[] {
  const word = say(locale, outcomeWord[verdict.outcome]);
  const warnings = verdict.warnings.map((cause) => `- ${say(locale, cause.headline)} (${cause.id})`);
  return [
    `## ${word}: ${say(locale, verdict.headline)}\n${confidenceOf(verdict, locale)}`,
    ...[verdict, ...verdict.otherCauses].map((cause) => causePart(cause, locale)),
    ...part(notBrokenYet, warnings, locale),
    ...part(affected, said(verdict.affected, locale), locale),
    ...part(notAffected, said(verdict.notAffected, locale), locale),
    ...part(
      changed,
      verdict.changed.map((one) => `- ${one}`),
      locale,
    ),
  ];
}

function said(phrases: readonly Phrase[], locale: Locale): string[] {
  return phrases.map((phrase) => `- ${say(locale, phrase)}`);
}

function causePart(cause: Cause, locale: Locale): string {
  const hosts = cause.hosts.length === 0 ? [] : [cause.hosts.join(', ')];
  return [
    `### ${say(locale, cause.headline)} (${cause.id})`,
    ...(cause.meaning === undefined ? [] : [say(locale, cause.meaning)]),
    ...hosts,
    ...cause.proof.map(
      ({ probe, host, source, quote }) => `--- ${probeTitle(locale, probe, host)}: ${source}\n${quote}`,
    ),
    ...cause.symptoms.map((symptom) => `→ ${say(locale, symptom.headline)} (${symptom.id})`),
    ...cause.remedies.map(({ title, risk, commands }) =>
      [`* ${say(locale, title)} [${risk}]`, ...commands.map((command) => `  $ ${command}`)].join('\n'),
    ),
  ].join('\n');
}

function doubts({ unknown, ruledOut }: Verdict, locale: Locale): string[] {
  const where = unknown.map(
    ({ probe, host, why }) => `- ${probeTitle(locale, probe, host)}: ${say(locale, why)}`,
  );
  const out = ruledOut.map(
    ({ id, title, because }) => `- ${say(locale, title)} (${id}): ${because.join(', ')}`,
  );
  return [...part(unknownTitle, where, locale), ...part(ruledOutTitle, out, locale)];
}

function part(title: Phrase, lines: readonly string[], locale: Locale): string[] {
  return lines.length === 0 ? [] : [`## ${say(locale, title)}\n${lines.join('\n')}`];
}

function look(observation: Observation, locale: Locale, chars: number): string {
  const { probe, host, status, says, evidence, facts, tookMs } = observation;
  return [
    `### ${probeTitle(locale, probe, host)} — ${status}, ${Math.round(tookMs)} ms`,
    say(locale, says),
    ...evidence.map(({ source, text }) => `--- ${source}\n${shorten(text, chars)}`),
    ...(Object.keys(facts).length === 0 ? [] : [`--- facts\n${JSON.stringify(facts, null, 2)}`]),
  ].join('\n');
}

const evidenceOf: Phrase = { en: 'Evidence: {service}', fr: 'Preuves : {service}' };
const allLooks: Phrase = { en: 'Everything that was looked at', fr: 'Tout ce qui a été examiné' };
const unknownTitle: Phrase = { en: 'Could not check', fr: 'Non vérifié' };
const ruledOutTitle: Phrase = { en: 'Ruled out, and by what', fr: 'Écarté, et par quoi' };
