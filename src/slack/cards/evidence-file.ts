import { say, type Locale } from '#base/phrase.ts';
import type { Run } from '#runbooks/run.ts';
import { shorten } from '../escape.ts';
import type { FileBody } from '../message.ts';
import { probeTitle } from './names.ts';

/** Slack previews text of this size, and Redis holds it until it is uploaded. */
const fileChars = 200_000;

/** Everything that was seen, as it was seen, for who wants to check the verdict. */
export function evidenceFile(run: Run, locale: Locale): FileBody | undefined {
  const parts = run.observations.map(({ probe, host, status, says, evidence, facts, tookMs }) =>
    [
      `## ${probeTitle(locale, probe, host)} — ${status}, ${Math.round(tookMs)} ms`,
      say(locale, says),
      ...evidence.map(({ source, text }) => `--- ${source}\n${text}`),
      ...(Object.keys(facts).length === 0 ? [] : [`--- facts\n${JSON.stringify(facts, null, 2)}`]),
    ].join('\n'),
  );
  if (parts.length === 0) return undefined;
  const title = say(locale, {
    en: 'Evidence: {service}',
    fr: 'Preuves : {service}',
    with: { service: run.service },
  });
  const at = new Date(run.askedAt).toISOString();
  const content = [`# ${title}\n${run.id}, ${at}`, ...parts].join('\n\n');
  return { filename: `${run.service}-${run.id}.txt`, title, content: shorten(content, fileChars) };
}
