import type { App, BlockAction, ButtonAction, ExternalSelectAction } from '@slack/bolt';
import { pickService } from '#slack/cards/service-picker.ts';
import { answerClick } from '../answer.ts';
import { ask } from '../request-diagnosis.ts';
import type { BotDeps } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { safely } from '../log-failure.ts';

/** A closest name, "ask again", or the service chosen in a message: diagnose it. */
export function listenToDiagnoseButtons(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>(/^diagnose\./, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    await ask(deps, (action.value ?? '').split(' '), clickOf(body, action), answerClick(respond, body, deps));
  });
  app.action<BlockAction<ExternalSelectAction>>(pickService, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    // In the modal the choice only counts when it is submitted.
    const chosen = action.selected_option?.value;
    if (body.view !== undefined || chosen === undefined) return;
    await ask(deps, [chosen], clickOf(body, action), answerClick(respond, body, deps));
  });
}
