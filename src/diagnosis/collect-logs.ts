import { type Locale, say } from '#base/phrase.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import {
  type BundlePart,
  type BundleText,
  logBundle,
  platformBundle,
  type PlatformPart,
  readBundlePart,
  readPlatformPart,
} from '#probes/logs/log-bundle.ts';
import type { ShellAnswer } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';

/** Reads everything within this, or says that it could not. */
const deadlineMs = 30_000;
/** A file people can open on a phone, and Redis holds until Slack has it. */
const fileChars = 1_000_000;

export type CollectedLogs = { readonly text: string; readonly hasSome: boolean };

/** The log bundle of a service from the given hosts, or its platform, all at once, as one text. Never throws for the world. */
export async function collectLogs(
  transport: Pick<ProbeTransport, 'shell' | 'platform'>,
  service: Service,
  hosts: readonly string[],
  locale: Locale,
  signal: AbortSignal,
): Promise<CollectedLogs> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const onPlatform = platformBundle(service);
  const read = (
    await Promise.all([
      ...hosts.map((host) =>
        readHost(transport, { host, isOne: hosts.length === 1 }, logBundle(service), within),
      ),
      ...(onPlatform === undefined ? [] : [readPlatform(transport, onPlatform, within)]),
    ])
  ).flat();
  // Each part its share, so that one loud log does not push out what comes after it.
  const share = Math.floor(fileChars / Math.max(1, read.length));
  const texts = read.map(({ title, found }) => {
    const body = 'text' in found ? lastOf(found.text, share) : `(${say(locale, found.why)})`;
    return `=== ${title}\n${body.trimEnd()}\n`;
  });
  return { text: texts.join('\n'), hasSome: read.some(({ found }) => 'text' in found) };
}

type Read = { readonly title: string; readonly found: BundleText };

async function readHost(
  transport: Pick<ProbeTransport, 'shell'>,
  { host, isOne }: { readonly host: string; readonly isOne: boolean },
  parts: readonly BundlePart[],
  signal: AbortSignal,
): Promise<Read[]> {
  const answers = new Map<number, ShellAnswer>();
  const asks = parts.map(({ ask }) => ask);
  await transport.shell(host, asks, (index, answer) => answers.set(index, answer), signal);
  return parts.map((part, i) => ({
    title: isOne ? part.title : `${part.title} · ${host}`,
    found: readBundlePart(part, answers.get(i)),
  }));
}

async function readPlatform(
  transport: Pick<ProbeTransport, 'platform'>,
  { title, ask }: PlatformPart,
  signal: AbortSignal,
): Promise<Read[]> {
  return [{ title, found: readPlatformPart(await transport.platform(ask, signal)) }];
}

/** The end of a log says what happened; whole lines of it. */
function lastOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.slice(-max);
  return `…${end.slice(end.indexOf('\n'))}`;
}
