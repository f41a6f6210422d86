import type { Phrase } from '#base/phrase.ts';
import { noticeView, onItsWayCard } from '#slack/cards/notice-view.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import { ask } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import { safely } from './log-failure.ts';

type Outside = { readonly user: string; readonly triggerId: string; readonly viewTrigger: string };

/** A diagnosis asked for outside of any channel: it runs in the service's own channel, else in the ops channel. */
export async function askOutside(deps: BotDeps, service: string, asking: Outside): Promise<void> {
  const locale = localeOf(deps, service);
  const answer = answerByModal(deps, asking.viewTrigger);
  const { services, slack } = deps.catalog();
  const wanted = (Object.hasOwn(services, service) ? services[service]?.channel : undefined) ?? slack.channel;
  const channel = wanted === undefined ? undefined : await idOf(deps, wanted);
  if (channel === undefined)
    return answer(refusalCard(wanted === undefined ? noChannel : notFound(wanted), undefined, locale));
  let isRefused = false;
  await ask(deps, [service], { user: asking.user, channel, triggerId: asking.triggerId }, (body) => {
    isRefused = true;
    return answer(body);
  });
  if (!isRefused) await answer(onItsWayCard(service, channel, locale));
}

/** In a window of its own, since there is no conversation to answer in. */
export function answerByModal(deps: BotDeps, viewTrigger: string): Answer {
  return (body) =>
    safely('answer', deps.log, () =>
      deps.client.views.open({ trigger_id: viewTrigger, view: noticeView(body, localeOf(deps)) }),
    );
}

async function idOf({ channelIds, log }: BotDeps, wanted: string): Promise<string | undefined> {
  try {
    return await channelIds.find(wanted);
  } catch (error) {
    log.warn({ err: error, channel: wanted }, 'cannot look up a channel by its name');
    return undefined;
  }
}

const noChannel: Phrase = {
  en: 'There is no channel for the answer: set `slack.channel` in resus.yaml, or the `channel` of the service.',
  fr: 'Il n’y a pas de canal pour la réponse : définissez `slack.channel` dans resus.yaml, ou `channel` du service.',
};
function notFound(channel: string): Phrase {
  return {
    en: 'Slack did not show the channel {channel} of resus.yaml: invite Resus there, or write its id instead of its name.',
    fr: 'Slack n’a pas montré le canal {channel} de resus.yaml : invitez-y Resus, ou écrivez son identifiant au lieu de son nom.',
    with: { channel },
  };
}
