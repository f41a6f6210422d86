import { type Locale, type Phrase, say } from '#base/phrase.ts';
import type { Eyes } from '#probes/eyes.ts';
import { type BundlePart, type BundleText, logBundle, readBundlePart } from '#probes/log-bundle.ts';
import type { ShellAnswer } from '#services/ask.ts';
import type { Service } from '#services/catalog.ts';

/** Reads everything within this, or says that it could not. */
const deadlineMs = 30_000;
/** A file people can open on a phone, and Redis holds until Slack has it. */
const fileChars = 1_000_000;

export type CollectedLogs = { readonly text: string; readonly hasSome: boolean };

/** The log bundle of a service from the given hosts, all of them at once, as one text. Never throws for the world. */
export async function collectLogs(
  eyes: Pick<Eyes, 'shell'>,
  service: Service,
  hosts: readonly string[],
  locale: Locale,
  signal: AbortSignal,
): Promise<CollectedLogs> {
  const parts = logBundle(service);
  const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const read = await Promise.all(hosts.map((host) => readHost(eyes, host, parts, within)));
  // Each part its share, so that one loud log does not push out what comes after it.
  const share = Math.floor(fileChars / Math.max(1, hosts.length * parts.length));
  const texts = hosts.flatMap((host, i) =>
    parts.map(({ title }, part) => {
      const found = read[i]?.[part] ?? { why: silent };
      const where = hosts.length > 1 ? ` · ${host}` : '';
      const body = 'text' in found ? lastOf(found.text, share) : `(${say(locale, found.why)})`;
      return `=== ${title}${where}\n${body.trimEnd()}\n`;
    }),
  );
  return { text: texts.join('\n'), hasSome: read.flat().some((found) => 'text' in found) };
}

async function readHost(
  eyes: Pick<Eyes, 'shell'>,
  host: string,
  parts: readonly BundlePart[],
  signal: AbortSignal,
): Promise<BundleText[]> {
  const answers = new Map<number, ShellAnswer>();
  const asks = parts.map(({ ask }) => ask);
  await eyes.shell(host, asks, (index, answer) => answers.set(index, answer), signal);
  return parts.map((part, i) => readBundlePart(part, answers.get(i)));
}

const silent: Phrase = { en: 'no answer', fr: 'pas de réponse' };

/** The end of a log says what happened; whole lines of it. */
function lastOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.slice(-max);
  return `…${end.slice(end.indexOf('\n'))}`;
}
