import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { sayWord } from '../cards/misspelt-card.ts';
import { servicePickerCard } from '#slack/cards/service-picker.ts';
import { admit } from '../find-refusal.ts';
import { answerClick } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { aboutWords } from '../misspelt.ts';
import { safely } from '../log-failure.ts';
import { sayAbout, sayServices } from '../resus-command.ts';

/** A closest word under "I do not know …". Only words that look may be pressed, whatever the button says. */
export function listenToWordButtons(app: App, deps: BotDeps): void {
  const word = new RegExp(`^${sayWord.replace('.', String.raw`\.`)}`);
  app.action<BlockAction<ButtonAction>>(word, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerClick(respond, body, deps);
    const clicked = clickOf(body, action);
    if (!(await admit(deps, clicked, 'look', answer))) return;
    if (action.value === 'diagnose') return answer(servicePickerCard(localeOf(deps)));
    if (action.value === 'services') return sayServices(deps, answer);
    const wanted = aboutWords.find((one) => one === action.value) ?? 'help';
    await sayAbout(deps, [wanted], clicked.user, answer);
  });
}
