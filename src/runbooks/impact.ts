import type { Phrase } from '#base/phrase.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Outcome } from './verdict.ts';

/**
 * Lists who is affected and who is not, as far as it was looked at: what could not be seen is on neither list.
 */
export type Impact = { readonly affected: readonly Phrase[]; readonly notAffected: readonly Phrase[] };

type Felt = { readonly isAffected: boolean; readonly phrase: Phrase };

/**
 * Observations → who is affected. Pure. On a healthy service nobody asks what is not affected, so only what is broken
 * around it is told.
 */
export function impactOf(
  outcome: Outcome,
  observations: readonly Observation[],
  { service }: { readonly service: string },
): Impact {
  const isDown = observations.some(({ probe, facts }) => probe === 'public' && facts['alive'] === false);
  const felt = [
    ...users(observations, service),
    ...each(observations, 'checks', (name, one) => ofCheck(name, one, isDown)),
    ...each(observations, 'related', ofRelated),
    ...each(observations, 'needs', ofNeed),
  ];
  const told = (isAffected: boolean): Phrase[] => {
    const phrases = felt.filter((one) => one.isAffected === isAffected).map(({ phrase }) => phrase);
    // Two hosts that say the same are one line.
    return phrases.filter((phrase, at) => phrases.findIndex((other) => isSame(phrase, other)) === at);
  };
  const affected = told(true);
  const broken = new Set(affected.map(({ with: values }) => values?.['name']));
  return {
    affected,
    notAffected:
      outcome === 'healthy' ? [] : told(false).filter(({ with: values }) => !broken.has(values?.['name'])),
  };
}

function isSame(a: Phrase, b: Phrase): boolean {
  return a.en === b.en && JSON.stringify(a.with) === JSON.stringify(b.with);
}

/** What users of the service itself get; from its own port only when there is no public address. */
function users(observations: readonly Observation[], service: string): Felt[] {
  const at = (id: string): Observation[] =>
    observations.filter(({ probe, facts }) => probe === id && facts['alive'] !== undefined);
  const seen = at('public').length > 0 ? at('public') : at('local');
  return seen.map(({ facts }) => {
    const { alive, status } = facts;
    const values = { name: service, status: typeof status === 'number' ? status : undefined };
    if (alive !== true)
      return {
        isAffected: true,
        phrase: {
          en: '{name}: users get no service[ ({status})]',
          fr: '{name} : les utilisateurs ne sont pas servis[ ({status})]',
          with: values,
        },
      };
    return {
      isAffected: false,
      phrase: {
        en: '{name} still answers its users[ ({status})]',
        fr: '{name} répond encore à ses utilisateurs[ ({status})]',
        with: values,
      },
    };
  });
}

/** A function such as the login: broken when its check fails, and whenever nobody gets through to it from outside. */
function ofCheck(name: string, { facts }: Observation, isDown: boolean): Felt | undefined {
  const passed = facts['blocked'] === true ? false : facts['passed'];
  if (typeof passed !== 'boolean' || (passed && isDown)) return undefined;
  return passed
    ? { isAffected: false, phrase: { en: '{name} works', fr: '{name} fonctionne', with: { name } } }
    : {
        isAffected: true,
        phrase: { en: '{name} does not work', fr: '{name} ne fonctionne pas', with: { name } },
      };
}

function ofRelated(name: string, { facts }: Observation): Felt | undefined {
  const { alive, status } = facts;
  if (typeof alive !== 'boolean') return undefined;
  const values = { name, status: typeof status === 'number' ? status : undefined };
  return alive
    ? {
        isAffected: false,
        phrase: { en: '{name} is up[ ({status})]', fr: '{name} est en ligne[ ({status})]', with: values },
      }
    : {
        isAffected: true,
        phrase: {
          en: '{name} does not answer either[ ({status})]',
          fr: '{name} ne répond pas non plus[ ({status})]',
          with: values,
        },
      };
}

/** A port or a page of somebody else holds no data of ours, as far as can be told. */
const strangers = new Set(['tcp', 'http']);

function ofNeed(name: string, { facts }: Observation): Felt | undefined {
  const { up, kind } = facts;
  if (typeof up !== 'boolean') return undefined;
  if (kind === 'worker')
    return up
      ? {
          isAffected: false,
          phrase: { en: 'workers run ({name})', fr: 'les workers tournent ({name})', with: { name } },
        }
      : {
          isAffected: true,
          phrase: {
            en: 'workers are down ({name})',
            fr: 'les workers sont arrêtés ({name})',
            with: { name },
          },
        };
  // That it answers is all that can be said from here, not that nothing was lost.
  if (typeof kind !== 'string' || strangers.has(kind)) return undefined;
  return up
    ? {
        isAffected: false,
        phrase: {
          en: 'data in {name}: it answers',
          fr: 'données de {name} : il répond',
          with: { name },
        },
      }
    : {
        isAffected: true,
        phrase: {
          en: 'data in {name}: not available now',
          fr: 'données de {name} : indisponibles pour l’instant',
          with: { name },
        },
      };
}

/** Observations of one kind with what stands after the dot: `related.frontend` → `frontend`. */
function each(
  observations: readonly Observation[],
  kind: string,
  judge: (name: string, observation: Observation) => Felt | undefined,
): Felt[] {
  return observations.flatMap((observation) => {
    if (!observation.probe.startsWith(`${kind}.`)) return [];
    const felt = judge(observation.probe.slice(kind.length + 1), observation);
    return felt === undefined ? [] : [felt];
  });
}
