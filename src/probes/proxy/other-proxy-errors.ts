import type { Signatures } from '#base/log-signatures.ts';
import type { OtherProxy } from './other-proxies.ts';
import { lines } from '../shell.ts';

export type ProxyError = { readonly signature: string; readonly ageS: number; readonly line: string };

/** As for nginx: an older error does not speak about the outage someone is asking about. */
const freshS = 15 * 60;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The known errors of Apache's and Caddy's logs, oldest first; Traefik tells them only when it debugs. */
export function otherProxyErrors(
  kind: OtherProxy,
  text: string,
  hostname: string,
  signatures: Signatures,
): ProxyError[] {
  const [, seconds, local] = /^resus-now (\d+) (\S+)$/m.exec(text) ?? [];
  if (seconds === undefined || local === undefined) return [];
  return lines(text).flatMap((line) => {
    const ageS =
      kind === 'caddy' ? caddyAge(line, Number(seconds), hostname) : apacheAge(line, Date.parse(local));
    const found = signatures.match(line);
    if (ageS === undefined || ageS > freshS || found?.level !== 'proxy') return [];
    return [{ signature: found.id, ageS, line }];
  });
}

/** `[Fri Nov 20 21:22:47.123456 2026]`, the host's local time. */
function apacheAge(line: string, localMs: number): number | undefined {
  const [, month, day, time, year] =
    /^\[\w{3} (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4})\]/.exec(line) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const number = String(months.indexOf(month) + 1).padStart(2, '0');
  return Math.round((localMs - Date.parse(`${year}-${number}-${day.padStart(2, '0')}T${time}Z`)) / 1000);
}

/** Caddy writes JSON with its own clock; a request to another host is another site's. */
function caddyAge(line: string, nowS: number, hostname: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  const at = /"ts":(\d+)/.exec(line)?.[1];
  const host = /"host":"([^":]+)/.exec(line)?.[1];
  return at === undefined || (host !== undefined && host !== hostname)
    ? undefined
    : Math.max(0, nowS - Number(at));
}
