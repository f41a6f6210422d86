import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import { rateVerdict } from '#diagnosis/cards/ask-more-blocks.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from '../find-refusal.ts';
import { answerClick } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { safely } from '../log-failure.ts';

/** "Was this diagnosis right?" Feedback buttons arrive as a button does: both carry `<run> right|wrong`. */
export function listenToRateButtons(app: App, deps: BotDeps): void {
  const anyForm = new RegExp(`^${rateVerdict}`);
  app.action<BlockAction<ButtonAction>>(anyForm, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerClick(respond, body, deps);
    if (!(await admit(deps, clickOf(body, action), 'act', answer))) return;
    const [runId = '', word] = (action.value ?? '').split(' ');
    const { user: by, triggerId: clickId } = clickOf(body, action);
    try {
      const isRight = word === 'right';
      const rated = await deps.useCases.rateVerdict({ runId, by, isRight, clickId });
      await answer(noticeCard(rated === 'rated' ? (isRight ? thanks : sorry) : gone, localeOf(deps)));
    } catch (error) {
      deps.log.error({ err: error, runId }, 'keeping a rating failed');
      await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
    }
  });
}

const thanks: Phrase = { en: 'Noted, thank you.', fr: 'C’est noté, merci.' };
const sorry: Phrase = {
  en: 'Noted. What was it? Say it in this thread; the evidence file has everything I saw.',
  fr: 'C’est noté. Qu’était-ce ? Dites-le dans ce fil ; le fichier de preuves a tout ce que j’ai vu.',
};
const gone: Phrase = {
  en: 'This diagnosis is no longer stored, so nothing could be noted.',
  fr: 'Ce diagnostic n’est plus conservé, rien n’a pu être noté.',
};
