import { type Fields, fieldsOf, listOf, textOf } from '#base/fields.ts';
import { type ChangeEnd, pause, type Turn } from './change.ts';
import type { Told } from './refused.ts';

type Followed = {
  readonly read: (path: string, stop: AbortSignal) => Promise<Told>;
  readonly name: string;
  /** The newest version before it was asked for: the build is the first one after it. */
  readonly before: number;
  readonly pollMs: number;
};

/** A webhook is answered before its build begins: fetching the repository may take a while. */
const looksBeforeNone = 24;
/** An error of a build stands at its end; build arguments stand at its beginning. */
const linesTold = 6;

/**
 * A build to its end: a version without an image, or with one but not deployed, is one that failed. CapRover offers no
 * way to stop a build.
 */
export async function followBuild(ask: Followed, { stop, why }: Turn): Promise<ChangeEnd> {
  const { read, name, before, pollMs } = ask;
  let looks = 0;
  let wasBuilding = false;
  for (;;) {
    const [build, definitions] = await Promise.all([
      read(`/user/apps/appData/${name}`, stop),
      read('/user/apps/appDefinitions', stop),
    ]);
    if (build.outcome === 'answered' && definitions.outcome === 'answered' && build.status < 1_000) {
      const app = listOf(fieldsOf(definitions.body)['appDefinitions'])
        .map(fieldsOf)
        .find(({ appName }) => appName === name);
      const state = fieldsOf(build.body);
      const isBuilding = state['isAppBuilding'] === true;
      const newest = app === undefined ? before : newestVersion(app);
      if (!isBuilding && newest > before) {
        if (Number(app?.['deployedVersion']) >= newest)
          return { outcome: 'succeeded', output: `version ${newest} was built and deployed` };
        return {
          outcome: 'failed',
          output: [`version ${newest} did not build:`, ...lastLines(state)].join('\n'),
        };
      }
      if (!isBuilding && wasBuilding && state['isBuildFailed'] === true)
        return { outcome: 'failed', output: ['it did not build:', ...lastLines(state)].join('\n') };
      if (!isBuilding && !wasBuilding && (looks += 1) >= looksBeforeNone)
        return { outcome: 'failed', output: 'CapRover took the call, but began no build' };
      wasBuilding ||= isBuilding;
    }
    if (!(await pause(pollMs, stop)))
      return {
        outcome: why(),
        output: `CapRover ${wasBuilding ? 'is still building' : 'may still build'} ${name}, and has no way to stop that`,
      };
  }
}

export function newestVersion(app: Fields): number {
  return Math.max(0, ...listOf(app['versions']).map((one) => Number(fieldsOf(one)['version']) || 0));
}

function lastLines(state: Fields): string[] {
  return listOf(fieldsOf(state['logs'])['lines'])
    .map((line) => textOf(line)?.trim() ?? '')
    .filter((line) => line !== '')
    .slice(-linesTold);
}
