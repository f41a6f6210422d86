import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { homeDiagnose, homeFreeze, homePick, homeThaw } from '../cards/home-view.ts';
import { homeAck } from '../cards/home-outages.ts';
import { answerByModal, askOutside } from '../ask-outside.ts';
import type { BotDeps } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { acknowledgeOutside } from '../change-outage.ts';
import type { Homes } from '../homes.ts';
import { offerOutside } from '../offer-outside.ts';
import { safely } from '../log-failure.ts';
import { freezeOrThaw } from '../resus-command.ts';

/** The app's home tab, and its buttons. */
export function listenToHome(app: App, deps: BotDeps, homes: Homes): void {
  const refresh = (user: string): Promise<void> =>
    homes.opened(user).catch((error: unknown) => deps.log.warn({ err: error }, 'cannot refresh a home tab'));
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    try {
      await homes.opened(event.user);
    } catch (error) {
      deps.log.error({ err: error, user: event.user }, 'a home tab could not be shown');
    }
  });
  app.action<BlockAction<ButtonAction>>(homePick, async ({ body, ack }) => {
    await safely('ack', deps.log, () => ack());
    await offerOutside(deps, body.user.id, body.trigger_id, answerByModal(deps, body.trigger_id));
  });
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${homeDiagnose}\\.`), async ({ action, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const { user } = clickOf(body, action);
    const triggerId = [body.view?.id, action.action_id, action.action_ts, user].join('/');
    await askOutside(deps, action.value ?? '', { user, triggerId, viewTrigger: body.trigger_id });
  });
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${homeAck}\\.`), async ({ action, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const { user, trigger_id: trigger } = body;
    const clickId = [body.view?.id, action.action_id, action.action_ts, user.id].join('/');
    const outageId = action.value ?? '';
    await acknowledgeOutside(deps, { outageId, by: user.id, clickId }, answerByModal(deps, trigger));
    await refresh(user.id);
  });
  for (const id of [homeFreeze, homeThaw]) {
    app.action<BlockAction<ButtonAction>>(id, async ({ body, ack }) => {
      await safely('ack', deps.log, () => ack());
      const { user, trigger_id: trigger } = body;
      const topic = id === homeFreeze ? 'freeze' : 'thaw';
      await freezeOrThaw(deps, topic, { user: user.id, words: [] }, answerByModal(deps, trigger));
      await refresh(user.id);
    });
  }
}
