import type { Signatures } from '#base/log-signatures.ts';
import { readAs } from '../read-as.ts';
import { lines } from '../shell.ts';

export type NginxError = {
  readonly signature: string;
  /** The address nginx really used: it proves a wrong port without the configuration. */
  readonly upstream?: string;
  readonly ageS: number;
  readonly file: string;
  readonly line: string;
};

/**
 * Shell text that prints the end of the error logs which the configuration in `dump` names beside those of the system:
 * at most eight, and only what the login may read anyway, since the sudo rules name no other place.
 */
export function ownErrorLogs(dump: string): string {
  return String.raw`echo resus-error-logs
printf '%s\n' ${dump} | sed -nE 's/^[[:space:]]*error_log[[:space:]]+"(\/[^"]*)".*/\1/p; s/^[[:space:]]*error_log[[:space:]]+(\/[^";[:space:]]*).*/\1/p' | sort -u | head -n 8 |
while read -r f; do case $f in /var/log/nginx/*error*.log) continue;; esac
[ -f "$f" ] && [ -r "$f" ] || continue; echo "resus-file $f"; ${readAs('"$f"', '$a tail -n 200 "$f" | tail -c 40000', ':')}; done`;
}

/** Older than this, an error does not speak about the outage someone is asking about. */
const freshS = 15 * 60;

/**
 * The known errors of this site in nginx's error log, oldest first. Lines about other sites of the same nginx are left
 * out; lines that name no site (a failed reload) are everybody's. Each file's lines follow a line `resus-file <path>`.
 */
export function nginxErrors(
  text: string,
  hostname: string | undefined,
  signatures: Signatures,
): NginxError[] {
  const offsetMs = clockOf(text);
  let file = '/var/log/nginx/error.log';
  const found = lines(text).flatMap((line): NginxError[] => {
    file = /^resus-file (.*)$/.exec(line)?.[1] ?? file;
    const at = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\]/.exec(line);
    if (at === null || offsetMs === undefined) return [];
    const about = /\bhost: "([^"]*)"/.exec(line)?.[1]?.replace(/:\d+$/, '');
    if (about !== undefined && hostname !== undefined && about !== hostname) return [];
    const matched = signatures.match(line);
    if (matched === undefined) return [];
    const ageS = Math.round((offsetMs - Date.parse(`${at[1]}-${at[2]}-${at[3]}T${at[4]}Z`)) / 1000);
    const upstream = /\bupstream: "([^"]*)"/.exec(line)?.[1];
    return ageS > freshS
      ? []
      : [{ signature: matched.id, ageS, file, line, ...(upstream === undefined ? {} : { upstream }) }];
  });
  return found.toSorted((a, b) => b.ageS - a.ageS);
}

/** The host's own local clock, written as nginx writes it, read as if it were UTC: ages need no time zone. */
function clockOf(text: string): number | undefined {
  const now = /^resus-now (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)$/m.exec(text);
  return now === null ? undefined : Date.parse(`${now[1]}-${now[2]}-${now[3]}T${now[4]}Z`);
}
