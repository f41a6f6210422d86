import type { App } from '@slack/bolt';
import { diagnoseView, pickService, serviceOptions } from '#slack/cards/service-picker.ts';
import { answerIn } from '../answer.ts';
import { ask } from '../ask.ts';
import type { BotDeps } from '../bot-deps.ts';
import { safely } from '../safely.ts';

/** The modal of a bare /diagnose: options from the catalog as it is now, then the same ask as the command's. */
export function listenToServicePicker(app: App, deps: BotDeps): void {
  app.options(pickService, async ({ options, body, ack }) => {
    const unfit = await deps.identity.whyNot(body.user.id, 'look');
    const found = unfit === undefined ? serviceOptions(deps.catalog(), options.value) : [];
    await safely('ack', deps.log, () => ack({ options: found }));
  });
  app.view(diagnoseView, async ({ view, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const place = JSON.parse(view.private_metadata) as { channel: string; threadTs?: string };
    const chosen = view.state.values['service']?.[pickService]?.selected_option?.value;
    const asking = { user: body.user.id, ...place, triggerId: view.id };
    const answer = answerIn({ user: asking.user, ...place }, deps);
    await ask(deps, chosen === undefined ? [] : [chosen], asking, answer);
  });
}
