import type { Phrase } from '#base/phrase.ts';
import type { RunFacts, RunState } from './run-reader.ts';

const states: Readonly<Record<RunState, { en: string; fr: string }>> = {
  running: { en: '{name} is running', fr: '{name} tourne' },
  starting: { en: '{name} is still starting', fr: '{name} démarre encore' },
  restarting: {
    en: '{name} keeps crashing and is restarted again',
    fr: '{name} plante et redémarre en boucle',
  },
  stopping: { en: '{name} is stopping', fr: '{name} est en cours d’arrêt' },
  stopped: { en: '{name} is stopped', fr: '{name} est arrêté' },
  exited: { en: '{name} ran once and ended', fr: '{name} s’est exécuté puis terminé' },
  failed: { en: '{name} has failed', fr: '{name} a échoué' },
  paused: { en: '{name} is paused', fr: '{name} est en pause' },
  masked: { en: '{name} is masked: it cannot be started', fr: '{name} est masqué : il ne peut démarrer' },
  bad_setting: { en: 'the unit file of {name} is broken', fr: 'le fichier d’unité de {name} est invalide' },
  not_found: { en: '{name} does not exist on this host', fr: '{name} n’existe pas sur cet hôte' },
};

/** One line of state with what makes it telling: how it ended, how often it was restarted. */
export function saysState(facts: RunFacts): Phrase {
  const state = states[facts.state];
  const more: [string, string][] = [];
  if (facts.exitCode !== undefined) more.push(['exit code {exitCode}', 'code de sortie {exitCode}']);
  if (facts.signal !== undefined) more.push(['signal {signal}', 'signal {signal}']);
  if (facts.oomKilled === true) more.push(['out of memory', 'mémoire épuisée']);
  if (facts.crashLoop === true || (facts.state !== 'running' && Number(facts.restarts ?? 0) > 0))
    more.push(['{restarts} restarts', '{restarts} redémarrages']);
  if (facts.state === 'running' && facts.uptimeS !== undefined)
    more.push(['for {uptimeS} s', 'depuis {uptimeS} s']);
  const tail = (at: 0 | 1): string =>
    more.length === 0 ? '' : ` (${more.map((pair) => pair[at]).join(', ')})`;
  return { en: state.en + tail(0), fr: state.fr + tail(1), with: facts };
}
