import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import { collectLogs } from '#diagnosis/cards/ask-more-blocks.ts';
import { noticeCard, refusalCard } from '#slack/cards/refusal-card.ts';
import { admit } from '../find-refusal.ts';
import { answerClick } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { clickOf } from '../click.ts';
import { safely } from '../log-failure.ts';

/** "Collect logs" under a verdict: the file follows in the thread. */
export function listenToLogsButton(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>(collectLogs, async ({ action, body, ack, respond }) => {
    await safely('ack', deps.log, () => ack());
    const answer = answerClick(respond, body, deps);
    if (!(await admit(deps, clickOf(body, action), 'look', answer))) return;
    const runId = action.value ?? '';
    try {
      const asked = await deps.useCases.askLogs({ runId, clickId: clickOf(body, action).triggerId });
      if (asked.outcome === 'refused')
        return await answer(refusalCard(asked.message, undefined, localeOf(deps)));
      const says = { ...onTheWay, with: { service: asked.service } };
      await answer(noticeCard(says, localeOf(deps, asked.service)));
    } catch (error) {
      deps.log.error({ err: error, runId }, 'asking for logs failed');
      await answer(refusalCard(safePhrase(error), undefined, localeOf(deps)));
    }
  });
}

const onTheWay: Phrase = {
  en: 'Collecting the logs of {service}; they follow in this thread as a file.',
  fr: 'Je réunis les journaux de {service} ; ils suivent dans ce fil, en fichier.',
};
