import { type Locale, type Phrase, say } from '#base/phrase.ts';
import { accessTitle } from './access.ts';
import { allProbes } from './all-probes.ts';

const titles: ReadonlyMap<string, Phrase> = new Map([
  ['access', accessTitle],
  ...allProbes.map(({ id, title }) => [id, title] as const),
]);

/** `needs.postgres` on web-1: "Dependencies: postgres · web-1". */
export function probeTitle(locale: Locale, probe: string, host?: string): string {
  const [family = probe, ...rest] = probe.split('.');
  const known = titles.get(family);
  const title = known === undefined ? family : say(locale, known);
  const subject = rest.length === 0 ? '' : `: ${rest.join('.')}`;
  return `${title}${subject}${host === undefined ? '' : ` · ${host}`}`;
}
