import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { findServiceIn } from '#catalog/find-service.ts';
import { aboutWhichCard } from '#slack/cards/closest-card.ts';
import { whyNot } from './find-refusal.ts';
import { answerBy } from './answer.ts';
import { ask } from './request-diagnosis.ts';
import { answerByModal } from './ask-outside.ts';
import { type BotDeps, localeOf } from './bot-deps.ts';
import { offerOutside } from './offer-outside.ts';
import { safely } from './log-failure.ts';
import { textOf } from './message-text.ts';

/** "Diagnose a service" from anywhere, and "Diagnose this" on a message: an alert, or what a customer wrote. */
export function listenToShortcuts(app: App, deps: BotDeps): void {
  app.shortcut<GlobalShortcut>(
    { type: 'shortcut', callback_id: 'diagnose_service' },
    async ({ shortcut: { user, trigger_id: trigger }, ack }) => {
      await safely('ack', deps.log, () => ack());
      await offerOutside(deps, user.id, trigger, answerByModal(deps, trigger));
    },
  );
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: 'diagnose_message' },
    async ({ shortcut, ack, respond }) => {
      await safely('ack', deps.log, () => ack());
      const { message, channel, user } = shortcut;
      const threadTs: unknown = message.thread_ts ?? message.ts;
      const triggerId = [channel.id, message.ts, shortcut.action_ts, user.id].join('/');
      const asking = { user: user.id, channel: channel.id, threadTs: String(threadTs), triggerId };
      const inThread = message.thread_ts === message.ts ? undefined : message.thread_ts;
      const answer = answerBy(respond, deps, typeof inThread === 'string' ? inThread : undefined);
      const found = findServiceIn(deps.catalog(), textOf(message));
      if ('service' in found) return ask(deps, [found.service.name], asking, answer);
      const locale = localeOf(deps);
      const refusal = await whyNot(deps, asking, 'look', locale, found.closest[0]);
      return answer(refusal ?? aboutWhichCard(found.closest, asking.threadTs, locale));
    },
  );
}
