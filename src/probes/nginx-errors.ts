import { lines } from './shell.ts';
import { signatureOf } from './signatures/match.ts';

export type NginxError = {
  readonly signature: string;
  /** The address nginx really used: it proves a wrong port without the configuration. */
  readonly upstream?: string;
  readonly ageS: number;
  readonly line: string;
};

/** Older than this, an error does not speak about the outage someone is asking about. */
const freshS = 15 * 60;

/**
 * The known errors of this site in nginx's error log, oldest first. Lines about other sites of the same nginx are left
 * out; lines that name no site (a failed reload) are everybody's.
 */
export function nginxErrors(text: string, hostname: string | undefined): NginxError[] {
  const offsetMs = clockOf(text);
  return lines(text).flatMap((line) => {
    const at = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\]/.exec(line);
    if (at === null || offsetMs === undefined) return [];
    const about = /\bhost: "([^"]*)"/.exec(line)?.[1]?.replace(/:\d+$/, '');
    if (about !== undefined && hostname !== undefined && about !== hostname) return [];
    const found = signatureOf(line);
    if (found === undefined) return [];
    const ageS = Math.round((offsetMs - Date.parse(`${at[1]}-${at[2]}-${at[3]}T${at[4]}Z`)) / 1000);
    const upstream = /\bupstream: "([^"]*)"/.exec(line)?.[1];
    return ageS > freshS
      ? []
      : [{ signature: found.id, ageS, line, ...(upstream === undefined ? {} : { upstream }) }];
  });
}

/** The host's own local clock, written as nginx writes it, read as if it were UTC: ages need no time zone. */
function clockOf(text: string): number | undefined {
  const now = /^resus-now (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)$/m.exec(text);
  return now === null ? undefined : Date.parse(`${now[1]}-${now[2]}-${now[3]}T${now[4]}Z`);
}
