import type { Observation } from '#catalog/observation.ts';
import type { Cause } from './verdict.ts';

/** How much of the service itself was seen: its own hosts, and what its users get. */
export type Coverage = {
  readonly hosts: readonly string[];
  /** Its hosts on which nobody saw whether it runs. */
  readonly unseenHosts: readonly string[];
  /** `not_asked`: it has no public address. */
  readonly outside: 'seen' | 'unseen' | 'not_asked';
};

/** What only the service itself does on its host. */
const ownProbes = new Set(['process', 'listening', 'local']);

export function coverageOf(observations: readonly Observation[], hosts: readonly string[]): Coverage {
  const outside = observations.filter(({ probe }) => probe === 'public');
  return {
    hosts,
    unseenHosts: isKnownToPlatform(observations)
      ? []
      : hosts.filter((host) => !isSeenOn(observations.filter((one) => one.host === host))),
    outside: outside.length === 0 ? 'not_asked' : outside.every(isKnown) ? 'seen' : 'unseen',
  };
}

/** A platform that runs the service and reports it as running has looked inside: no login on the host is needed for that. */
function isKnownToPlatform(observations: readonly Observation[]): boolean {
  return observations.some(
    ({ probe, status, facts }) => probe === 'platform' && status === 'ok' && facts['state'] === 'running',
  );
}

/** An answer of its own proves process and port; without one, each of them has to be seen. */
function isSeenOn(onHost: readonly Observation[]): boolean {
  const own = onHost.filter(({ probe }) => ownProbes.has(probe));
  // A platform tells of the process, not the host.
  if (own.length === 0) return onHost.some(isKnown);
  return own.some(({ probe, status }) => probe === 'local' && status === 'ok') || own.every(isKnown);
}

function isKnown({ status }: Observation): boolean {
  return status !== 'unknown';
}

export function isWhole({ unseenHosts, outside }: Coverage): boolean {
  return unseenHosts.length === 0 && outside !== 'unseen';
}

/** The verdict where all that was seen is well, and something was not seen. */
export const notAllSeenId = 'not-all-seen';

/** What was seen is well, and that is all that may be said: not "healthy". */
export function notAllSeen(health: Cause, service: string, coverage: Coverage): Cause {
  return {
    ...health,
    id: notAllSeenId,
    layer: 'access',
    title: { en: 'not all could be seen', fr: 'tout n’a pas pu être vu' },
    headline: headlineOf(service, coverage),
    meaning: {
      en: 'What was seen is well. Look again, and see what could not be checked and why.',
      fr: 'Ce qui a été vu va bien. Regardez à nouveau, et voyez ce qui n’a pas pu être vérifié et pourquoi.',
    },
  };
}

function headlineOf(service: string, { hosts, unseenHosts, outside }: Coverage): Cause['headline'] {
  const values = { service, unseen: unseenHosts.length, all: hosts.length, names: unseenHosts.join(', ') };
  if (unseenHosts.length === 0)
    return {
      en: '{service} is well on its hosts; nobody could look from outside.',
      fr: '{service} va bien sur ses hôtes ; personne n’a pu regarder de l’extérieur.',
      with: values,
    };
  if (outside === 'seen' && unseenHosts.length === hosts.length)
    return {
      en: '{service} answers from outside; nobody could look inside.',
      fr: '{service} répond de l’extérieur ; personne n’a pu regarder à l’intérieur.',
      with: values,
    };
  if (outside === 'seen')
    return {
      en: '{service} answers from outside; {unseen} of {all} hosts not seen: {names}.',
      fr: '{service} répond de l’extérieur ; {unseen} hôtes sur {all} non vus : {names}.',
      with: values,
    };
  return {
    en: '{service} is well where it was seen; {unseen} of {all} hosts not seen: {names}.',
    fr: '{service} va bien là où il a été vu ; {unseen} hôtes sur {all} non vus : {names}.',
    with: values,
  };
}
