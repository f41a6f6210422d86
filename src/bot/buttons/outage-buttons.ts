import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt';
import { outageButtons } from '#outages/cards/outage-actions.ts';
import { openOutageWindow, sayOutage } from '#outages/cards/outage-choice-card.ts';
import type { OutageWindow } from '#outages/cards/outage-views.ts';
import { admit } from '../find-refusal.ts';
import { answerClick } from '../answer.ts';
import type { BotDeps } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { hearOutage } from '../outage-command.ts';
import { offerOutageWindow } from '../offer-outages.ts';
import { readOutageWords } from '../parse-outage-command.ts';
import { safely } from '../log-failure.ts';

/** The buttons of an outage, and those that say a command again with what was missing or misspelt. */
export function listenToOutageButtons(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction | StaticSelectAction>>(
    /^outage(?:\.|_say\.)/,
    async ({ action, body, ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      const value = valueOf(action);
      const asking = clickOf(body, action);
      const answer = answerClick(respond, body, deps);
      if (action.action_id === outageButtons.resolve)
        return openWindow(deps, `resolve ${value}`, asking, body.trigger_id, answer);
      const said = action.action_id.startsWith(sayOutage) ? value : saidBy(action.action_id, value);
      await hearOutage(deps, readOutageWords(said, asking.user), asking, body.trigger_id, answer);
    },
  );
  app.action<BlockAction<ButtonAction>>(openOutageWindow, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const asking = clickOf(body, action);
    await openWindow(deps, action.value ?? '', asking, body.trigger_id, answerClick(respond, body, deps));
  });
}

/** The words that a button of an outage stands for. */
function saidBy(actionId: string, value: string): string {
  switch (actionId) {
    case outageButtons.ack:
      return `ack ${value}`;
    case outageButtons.assignMe:
      return `assign ${value} me`;
    case outageButtons.silence:
      return `silence ${value}`;
    case outageButtons.postmortem:
      return `postmortem ${value}`;
    default:
      return 'list';
  }
}

function valueOf(action: ButtonAction | StaticSelectAction): string {
  return (action.type === 'button' ? action.value : action.selected_option.value) ?? '';
}

async function openWindow(
  deps: BotDeps,
  said: string,
  asking: ReturnType<typeof clickOf>,
  viewTrigger: string,
  answer: ReturnType<typeof answerClick>,
): Promise<void> {
  const { verb, rest } = readOutageWords(said, asking.user);
  if (verb === undefined || verb === 'list') return;
  if (!(await admit(deps, asking, 'act', answer))) return;
  const window: OutageWindow = verb;
  const [id] = rest;
  const outage = id === undefined ? undefined : { id, service: await serviceOf(deps, id) };
  const about = outage === undefined ? {} : { outage };
  await offerOutageWindow(deps, { verb: window, ...about }, asking, viewTrigger, answer);
}

/** The id alone where it cannot be looked up: the window is worth opening all the same. */
async function serviceOf(deps: BotDeps, id: string): Promise<string> {
  const found = await deps.useCases.outages.find({ word: id }).catch(() => undefined);
  return found?.service ?? id;
}
