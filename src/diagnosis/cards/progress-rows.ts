import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import { limits } from '#slack/fit-limits.ts';
import { probeTitle } from '#probes/probe-title.ts';
import { listed } from '#slack/cards/names.ts';

export type LookState = 'waiting' | 'ok' | 'bad' | 'unknown';

/** One line of progress: a probe at a host, or one of its subjects (`needs.postgres`). */
export type Look = {
  readonly id: string;
  readonly state: LookState;
  readonly title: string;
  readonly says: string;
  readonly probe: string;
  readonly host?: string;
};

/** In the order the probes were planned in; a second look at the same thing replaces the first. */
export function looksOf(run: Run, locale: Locale): Look[] {
  const hosts = new Set(run.probes.flatMap(({ host }) => host ?? []));
  const lookOf = (probe: string, host: string | undefined, state: LookState, says: string): Look => ({
    id: host === undefined ? probe : `${probe}@${host}`,
    state,
    // With a single host its name is on every line and says nothing.
    title: probeTitle(locale, probe, hosts.size > 1 ? host : undefined),
    says,
    probe,
    ...(host === undefined ? {} : { host }),
  });
  // A Map keeps the place of the first look when a later one replaces it.
  const seen = new Map<string, Look>();
  for (const { probe, host, status, says } of run.observations) {
    const look = lookOf(probe, host, status, oneLine(say(locale, says)));
    seen.set(look.id, look);
  }
  const isOver = run.state === 'concluded' || run.state === 'failed';
  // Fifty hosts make more than a thousand looks, and this is drawn several times a second.
  const near = Map.groupBy(seen.values(), ({ probe, host }) => placeOf(probe, host));
  const planned = run.probes.flatMap(({ probe, host }) => {
    const looks = near.get(placeOf(probe, host))?.filter((look) => belongs(look, probe)) ?? [];
    for (const look of looks) seen.delete(look.id);
    if (looks.length > 0) return looks;
    return [lookOf(probe, host, isOver ? 'unknown' : 'waiting', isOver ? say(locale, notReached) : '')];
  });
  return [...planned, ...seen.values()];
}

function placeOf(probe: string, host: string | undefined): string {
  return `${probe.split('.', 1)[0]}@${host ?? ''}`;
}

function belongs(look: Look, probe: string): boolean {
  return look.probe === probe || look.probe.startsWith(`${probe}.`);
}

const notReached: Phrase = { en: 'no answer before the end', fr: 'pas de réponse avant la fin' };

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Too many looks for one plan: one line a probe, its hosts counted and the deviating ones named. */
export function foldLooks(looks: readonly Look[], locale: Locale): Look[] {
  const byProbe = Map.groupBy(looks, ({ probe }) => probe);
  return [...byProbe].slice(0, limits.tasks).map(([probe, group]) => {
    const state = worst.find((one) => group.some((look) => look.state === one)) ?? 'ok';
    const parts = worst
      .map((one) => ({ one, of: group.filter((look) => look.state === one) }))
      .filter(({ of }) => of.length > 0)
      .map(({ one, of }) => {
        const count = say(locale, { ...counted[one], with: { n: of.length } });
        const names = of.flatMap(({ host }) => host ?? []);
        return one === 'ok' || names.length === 0 ? count : `${count} (${listed(names)})`;
      });
    return { id: probe, state, probe, title: probeTitle(locale, probe), says: parts.join(', ') };
  });
}

const worst: readonly LookState[] = ['bad', 'waiting', 'unknown', 'ok'];
const counted: Readonly<Record<LookState, Phrase>> = {
  bad: { en: '{n} bad', fr: '{n} mauvais' },
  waiting: { en: '{n} waiting', fr: '{n} en attente' },
  unknown: { en: '{n} could not look', fr: '{n} impossibles' },
  ok: { en: '{n} ok', fr: '{n} bons' },
};
