import { homeRefusalView, type HomeState, homeView } from './cards/home-view.ts';
import { type BotDeps, localeOf } from './bot-deps.ts';

/** Home tabs that people have open, kept as the runs go on. */
export type Homes = {
  readonly opened: (user: string) => Promise<void>;
  readonly stop: () => void;
};

/** Slack does not say when a tab is closed: after this long it counts as such. */
const openForMs = 10 * 60_000;
/** One small read of Redis; nobody looks at a tab to the second. */
const lookEveryMs = 3_000;
/** views.publish is for about 100 a minute: whoever opened last is kept up to date. */
const keptFresh = 20;

export function createHomes(deps: BotDeps, clock: { now(): number } = { now: () => Date.now() }): Homes {
  const tabs = new Map<string, { readonly at: number; readonly shown: string }>();
  let pulse = '';
  let timer: NodeJS.Timeout | undefined;

  const publish = async (
    user: string,
    at: number,
    isOpened: boolean,
    read: () => Promise<HomeState>,
  ): Promise<void> => {
    const locale = localeOf(deps);
    const why = await deps.identity.whyNot(user, 'look');
    const view =
      why === undefined
        ? homeView(deps.catalog(), await forUser(deps, user, await read()), deps.connections(), locale)
        : homeRefusalView(why, locale);
    const shown = JSON.stringify(view);
    if (isOpened || tabs.get(user)?.shown !== shown) await deps.client.views.publish({ user_id: user, view });
    // Last opened stands last.
    if (isOpened || why !== undefined) tabs.delete(user);
    if (why === undefined) tabs.set(user, { at, shown });
  };
  const look = async (): Promise<void> => {
    const now = clock.now();
    for (const [user, { at }] of tabs) if (at + openForMs < now) tabs.delete(user);
    if (tabs.size === 0) return stop();
    const before = pulse;
    pulse = await deps.useCases.pulse();
    if (pulse === before) return;
    // Everyone sees the same: read once.
    const state = deps.useCases.readHome();
    for (const [user, { at }] of [...tabs].slice(-keptFresh)) {
      try {
        await publish(user, at, false, () => state);
      } catch (error) {
        // The others are not kept waiting for it; opening the tab again draws it.
        tabs.delete(user);
        deps.log.warn({ err: error, user }, 'cannot refresh a home tab');
      }
    }
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const start = (): void => {
    let isBusy = false;
    timer ??= setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      look()
        .catch((error: unknown) => deps.log.warn({ err: error }, 'cannot refresh the home tabs'))
        .finally(() => {
          isBusy = false;
        });
    }, lookEveryMs).unref();
  };
  return {
    opened: async (user) => {
      // Before it is drawn: what ends meanwhile is seen at the next look.
      if (timer === undefined) pulse = await deps.useCases.pulse().catch(() => '');
      await publish(user, clock.now(), true, deps.useCases.readHome);
      start();
    },
    stop,
  };
}

/** What waits for this person is theirs to see first; when it cannot be told, everything is shown as to everyone. */
async function forUser(deps: BotDeps, user: string, state: HomeState): Promise<HomeState> {
  try {
    return { ...state, mine: await deps.useCases.plans.waitingFor(user, state.plans ?? []) };
  } catch (error) {
    deps.log.warn({ err: error, user }, 'cannot tell what waits for whom');
    return state;
  }
}
