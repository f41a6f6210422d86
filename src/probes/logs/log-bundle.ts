import type { Phrase } from '#base/phrase.ts';
import { fieldsOf } from '#base/fields.ts';
import { quote } from '#base/quote.ts';
import type { PlatformAnswer, PlatformAsk, ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { logSources } from './logs.ts';
import {
  bodyOf,
  caproverAsk,
  caproverPaths,
  coolifyAsk,
  coolifyPaths,
  onPlatform,
} from '../platform/answer.ts';
import { needsSudo } from '../make-observation.ts';
import { elevate, printed, shell, sudoRefused, whyNothing } from '../shell.ts';

/** One command of the bundle that people hand on to whoever supports the service. */
export type BundlePart = { readonly title: string; readonly ask: ShellAsk };
export type BundleText = { readonly text: string } | { readonly why: Phrase };

/** Nobody's verdict waits for it, and logs can be slow to read. */
const timeoutMs = 15_000;

/** The logs of the service as its probes read them, only longer; how nginx likes its configuration; the unit itself. */
export function logBundle(service: Service): BundlePart[] {
  const unit = runtimeOf(service).unit(service);
  const proxied = service.proxy?.nginx !== undefined;
  return [
    ...logSources(service).map(({ source, command }) => part(source, longer(command))),
    ...(proxied ? [part('nginx -t', nginxTest)] : []),
    ...(unit === undefined
      ? []
      : [part(`systemctl cat ${unit}`, `systemctl cat --no-pager ${quote(unit)} 2>&1`)]),
  ];
}

export type PlatformPart = { readonly title: string; readonly ask: PlatformAsk };

/** The same from the platform's API, for a service whose host is not ours to log in to. */
export function platformBundle(service: Service): PlatformPart | undefined {
  const on = onPlatform(service);
  if (on === undefined || service.hosts.length > 0) return undefined;
  return on.kind === 'coolify'
    ? { title: `Coolify: ${on.name}`, ask: coolifyAsk(coolifyPaths.logs(on.name)) }
    : { title: `CapRover: ${on.name}`, ask: caproverAsk(caproverPaths.logs(on.name)) };
}

export function readPlatformPart(answer: PlatformAnswer): BundleText {
  const { logs } = fieldsOf(bodyOf(answer));
  if (typeof logs === 'string') return { text: logs };
  const { message } = fieldsOf(answer.outcome === 'answered' ? answer.body : undefined);
  if (typeof message === 'string') return { why: { en: '{message}', fr: '{message}', with: { message } } };
  return { why: whyNothing(answer) ?? silent };
}

function part(title: string, command: string): BundlePart {
  return { title, ask: shell(command, timeoutMs) };
}

/** A word that is `free` where the login may read by itself, and `ruled` where only the sudo rules let it. */
function unlessSudo(free: string, ruled: string): string {
  return `"$([ -z "$s" ] && echo ${free} || echo ${ruled})"`;
}

/** 500 lines where the login may read by itself; through sudo the 200 that its rules name. The runner takes 256 KiB at most. */
function longer(command: string): string {
  return (
    command
      .replaceAll(/ (-n|--tail) 200\b/g, ` $1 ${unlessSudo('500', '200')}`)
      // Times for people; the probes want them for counting.
      .replaceAll(/ -o short-unix\b/g, ` -o ${unlessSudo('short-iso', 'short-unix')}`)
      .replaceAll('tail -c 65536', 'tail -c 200000')
  );
}

/** `-T` tests as `-t` does, and is what the sudo rules allow. */
const nginxTest = `PATH=$PATH:/usr/sbin:/usr/local/sbin; ${elevate} $s nginx -T 2>&1 | grep -E '^nginx:|^sudo:' | head -n 20`;

export function readBundlePart({ title }: BundlePart, answer: ShellAnswer | undefined): BundleText {
  const text = printed(answer);
  if (text === undefined) return { why: (answer && whyNothing(answer)) ?? silent };
  if (sudoRefused(text)) return { why: needsSudo(title) };
  const said = text.replaceAll(ownMarks, '');
  return { text: said.trim() === '' ? '(empty)' : said };
}

/** The marks that the probes' commands print for their own readers. */
const ownMarks = /^resus-.*\n?/gm;

const silent: Phrase = { en: 'no answer', fr: 'pas de réponse' };
