import type { App, ViewSubmitAction } from '@slack/bolt';
import { diagnoseView, pickService, serviceOptions } from '#slack/cards/service-picker.ts';
import { answerIn } from '../answer.ts';
import { ask } from '../request-diagnosis.ts';
import { askOutside } from '../ask-outside.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../log-failure.ts';

/** Empty when it was opened outside of any channel. */
type Place = { readonly channel?: string; readonly threadTs?: string };

/** The modal of a bare /diagnose: options from the catalog as it is now, then the same ask as the command's. */
export function listenToServicePicker(app: App, deps: BotDeps): void {
  app.options(pickService, async ({ options, body, ack }) => {
    const unfit = await deps.identity.whyNot(body.user.id, 'look');
    const found = unfit === undefined ? serviceOptions(deps.catalog(), options.value) : [];
    await safely('ack', deps.log, () => ack({ options: found }));
  });
  app.view<ViewSubmitAction>(diagnoseView, async ({ view, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const { channel, ...thread } = JSON.parse(view.private_metadata) as Place;
    const chosen = view.state.values['service']?.[pickService]?.selected_option?.value;
    const { user, triggerId } = { user: body.user.id, triggerId: view.id };
    if (channel === undefined)
      return askOutside(deps, chosen ?? '', { user, triggerId, viewTrigger: body.trigger_id });
    const place = { channel, ...thread };
    const asking = { user, ...place, triggerId };
    const answer = answerIn({ user: asking.user, ...place }, deps);
    await ask(deps, chosen === undefined ? [] : [chosen], asking, answer);
  });
}
