import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Breakable } from './demo/demo.ts';
import { createPage } from './page/page.ts';
import { readSeed } from './workspace/team/read-seed.ts';
import { startWorkspace } from './workspace/workspace.ts';

/** Starts what the panel can break, in a directory of its own. */
export type BootBreakable = (options: { dataDir: string; isWatched: boolean }) => Promise<Breakable>;

const options = {
  data: { type: 'string', default: '.resus' },
  port: { type: 'string', default: '0' },
  /** Nothing is noticed until somebody asks. */
  'no-watch': { type: 'boolean', default: false },
  /** People, channels, groups and commands from a file. */
  team: { type: 'string' },
  /** The workspace only, for any app: no services to break. */
  alone: { type: 'boolean', default: false },
} as const;

/** Nothing to break, nothing to mend. */
const nothing: Pick<Breakable, 'catalogPath' | 'routes' | 'onChange' | 'stop'> = {
  catalogPath: '',
  routes: async () => false,
  onChange: () => () => {},
  stop: async () => {},
};

/**
 * Runs the workspace, its page and what can be broken as the work of this process. It prints one line of JSON when it is
 * ready, and ends when its standard input does: that is how it learns that its parent is gone, even by SIGKILL.
 */
export async function runSandbox(boot: BootBreakable): Promise<void> {
  const { values } = parseArgs({ options });
  const isWatched = !values['no-watch'];
  let stop = nothing.stop; // nothing runs yet; what a demo had begun to start dies by its guard
  let isEnding = false;

  function end(code: number): void {
    if (isEnding) return;
    isEnding = true;
    stop().then(
      () => process.exit(code),
      (error: unknown) => fail(error),
    );
  }

  process.stdin
    .resume()
    .once('end', () => end(0))
    .once('error', () => end(0));
  process.stdout.once('error', () => end(0));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end(0));

  try {
    const [page, demo] = await Promise.all([
      createPage({ cacheDir: join(values.data, 'cache') }),
      values.alone ? nothing : boot({ dataDir: values.data, isWatched }),
    ]);
    stop = () => demo.stop();
    const workspace = await startWorkspace({
      ...(values.team === undefined ? {} : readSeed(values.team)),
      port: Number(values.port),
      staticHandler: (request, response) => page.handler(request, response),
      extraRoutes: (request, response) => demo.routes(request, response),
    });
    stop = async () => {
      await Promise.all([workspace.stop(), demo.stop()]);
    };
    demo.onChange((state) => workspace.broadcast({ type: 'demo', ...state }));
    const { apiUrl, pageUrl, botToken, appToken, signingSecret } = workspace;
    const told = { apiUrl, pageUrl, botToken, appToken, signingSecret, catalog: demo.catalogPath };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
