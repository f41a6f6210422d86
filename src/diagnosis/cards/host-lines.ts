import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import { escape } from '#slack/escape.ts';
import { listed } from '#slack/cards/names.ts';
import { labelled, marked } from '#slack/cards/message-words.ts';

/** The hosts of the service, as the run planned them. */
export function hostsOf(run: Run): string[] {
  return [...new Set(run.probes.flatMap(({ host }) => host ?? []))];
}

/**
 * For a service on several hosts: one line for those that are wrong in the same way, and how many are not. None when
 * no host differs from another.
 */
export function hostLines(run: Run, verdict: Verdict, locale: Locale): string[] {
  const hosts = hostsOf(run);
  const roots = [verdict, ...verdict.otherCauses].filter(() => verdict.outcome === 'faulty');
  const causes: readonly Cause[] = [...roots, ...roots.flatMap(({ symptoms }) => symptoms)];
  const blind = new Set([
    ...(verdict.unseenHosts ?? []),
    ...run.observations.flatMap(({ probe, host, status }) =>
      probe === 'access' && status !== 'ok' ? (host ?? []) : [],
    ),
  ]);
  const said = (host: string): string => {
    const cause = causes.find((one) => one.hosts.includes(host));
    if (cause !== undefined) return marked(locale, cause.title);
    return blind.has(host) ? say(locale, notSeen) : '';
  };
  const groups = Map.groupBy(hosts, said);
  if (groups.size < 2) return [];
  const fine = groups.get('')?.length ?? 0;
  groups.delete('');
  const lines = [...groups].map(([title, names]) => labelled(locale, `*${escape(listed(names))}*`, title));
  const last = lines.pop() ?? '';
  const others = fine === 0 ? '' : `; ${say(locale, { ...othersFine, with: { fine } })}`;
  return [...lines, `${last}${others}`];
}

const notSeen: Phrase = { en: 'could not be looked at', fr: 'n’a pas pu être examiné' };
const othersFine: Phrase = { en: '{fine} others fine', fr: '{fine} autres en ordre' };
