import type { Observation } from '#catalog/observation.ts';
import { isProbe } from './condition.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Cause, LayerState } from './verdict.ts';
import type { Walk } from './walk.ts';

/** The look that decides whether a layer works; the layers that are not here are many small things. */
const mainProbes: Readonly<Record<string, string>> = {
  process: 'process',
  port: 'listening',
  application: 'local',
  proxy: 'proxy',
  edge: 'public',
  browser: 'cors',
};

/**
 * How far down the path everything works. A layer is `ok` only when it was looked at: that no cause was found there says
 * nothing about a port behind a process that is down.
 */
export function layerStates(
  diagnosis: Diagnosis,
  roots: readonly Cause[],
  walks: readonly Walk[],
  observations: readonly Observation[],
): LayerState[] {
  const wrong = new Set(roots.flatMap((root) => [root.layer, ...root.symptoms.map(({ layer }) => layer)]));
  const open = new Set(walks.flatMap((one) => one.open.map(({ layer }) => layer)));
  return diagnosis.layers.map((layer) => {
    if (wrong.has(layer)) return { layer, state: 'bad' };
    const main = mainProbes[layer];
    const seen = main === undefined ? [] : observations.filter(({ probe }) => isProbe(main, probe));
    const bad = seen.find(({ status }) => status === 'bad');
    // Without a root nothing is down: what looks bad there has a reason that the tree knows.
    if (bad !== undefined && roots.length > 0) return { layer, state: 'bad', says: bad.says };
    const isSeen = main === undefined || seen.some(({ status }) => status === 'ok');
    return { layer, state: open.has(layer) || !isSeen ? 'unknown' : 'ok' };
  });
}
