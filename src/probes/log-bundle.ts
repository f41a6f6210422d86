import type { Phrase } from '#base/phrase.ts';
import { quote } from '#base/quote.ts';
import type { ShellAnswer, ShellAsk } from '#services/ask.ts';
import type { Service } from '#services/catalog.ts';
import { runsAs } from '#services/run-kind.ts';
import { logSources } from './logs.ts';
import { needsSudo } from './seen.ts';
import { elevate, printed, shell, sudoRefused, whyNothing } from './shell.ts';

/** One command of the bundle that people hand on to whoever supports the service. */
export type BundlePart = { readonly title: string; readonly ask: ShellAsk };
export type BundleText = { readonly text: string } | { readonly why: Phrase };

/** Nobody's verdict waits for it, and logs can be slow to read. */
const timeoutMs = 15_000;

/** The logs of the service as its probes read them, only longer; how nginx likes its configuration; the unit itself. */
export function logBundle(service: Service): BundlePart[] {
  const { kind, name } = runsAs(service);
  const proxied = service.proxy?.nginx !== undefined;
  return [
    ...logSources(service).map(({ source, command }) => part(source, longer(command))),
    ...(proxied ? [part('nginx -t', nginxTest)] : []),
    ...(kind === 'systemd'
      ? [part(`systemctl cat ${name}`, `systemctl cat --no-pager ${quote(name)} 2>&1`)]
      : []),
  ];
}

function part(title: string, command: string): BundlePart {
  return { title, ask: shell(command, timeoutMs) };
}

/** 500 lines where the login may read by itself; through sudo the 200 that its rules name. The runner takes 256 KiB at most. */
function longer(command: string): string {
  const lines = `"$([ -z "$s" ] && echo 500 || echo 200)"`;
  return command
    .replaceAll(/ (-n|--tail) 200\b/g, ` $1 ${lines}`)
    .replaceAll('tail -c 65536', 'tail -c 200000');
}

/** `-T` tests as `-t` does, and is what the sudo rules allow. */
const nginxTest = `PATH=$PATH:/usr/sbin:/usr/local/sbin; ${elevate} $s nginx -T 2>&1 | grep -E '^nginx:|^sudo:' | head -n 20`;

export function readBundlePart({ title }: BundlePart, answer: ShellAnswer | undefined): BundleText {
  const text = printed(answer);
  if (text === undefined) return { why: (answer && whyNothing(answer)) ?? silent };
  return sudoRefused(text) ? { why: needsSudo(title) } : { text: text.trim() === '' ? '(empty)' : text };
}

const silent: Phrase = { en: 'no answer', fr: 'pas de réponse' };
