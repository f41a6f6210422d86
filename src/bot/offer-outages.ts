import type { Phrase } from '#base/phrase.ts';
import type { Outage } from '#outages/events.ts';
import { outageWindowCard } from '#outages/cards/outage-choice-card.ts';
import { type OutageWindow, outageWindowView } from '#outages/cards/outage-views.ts';
import type { RequestContext } from './request-diagnosis.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';

/** Opens what only a click may open, while it is fresh; undefined: nothing was clicked. */
export type ViewTrigger = string | undefined;

type Offer = { readonly verb: OutageWindow; readonly outage?: Pick<Outage, 'id' | 'service'> };

/** A window for what was left out; where none can be opened, a button that opens it. */
export async function offerOutageWindow(
  deps: BotDeps,
  { verb, outage }: Offer,
  { channel, threadTs }: RequestContext,
  viewTrigger: ViewTrigger,
  answer: Answer,
): Promise<void> {
  const locale = localeOf(deps, outage?.service);
  const thread = threadTs === undefined ? {} : { threadTs };
  const about = outage === undefined ? {} : { outageId: outage.id };
  try {
    if (viewTrigger === undefined) throw new Error('nothing was clicked');
    const view = outageWindowView({ verb, channel, ...thread, ...about }, outage?.service, locale);
    await deps.client.views.open({ trigger_id: viewTrigger, view });
  } catch (error) {
    deps.log.info({ err: error }, 'no modal could be opened');
    await answer(outageWindowCard(`${verb} ${outage?.id ?? ''}`.trim(), missing[verb], locale));
  }
}

const which: Phrase = { en: 'Which outage?', fr: 'Quelle panne ?' };

const missing: Readonly<Record<OutageWindow, Phrase>> = {
  open: {
    en: 'Which service? Say `outage open &lt;service&gt; what you see`, or choose.',
    fr: 'Quel service ? Dites `outage open &lt;service&gt; ce que vous voyez`, ou choisissez.',
  },
  ack: which,
  resolve: which,
  postmortem: which,
  assign: {
    en: 'Who takes it? Say `outage assign @someone`, or choose.',
    fr: 'Qui s’en charge ? Dites `outage assign @quelqu’un`, ou choisissez.',
  },
  silence: {
    en: 'For how long? Say `outage silence 2h` (s, m, h, d) or `off`, or choose.',
    fr: 'Pour combien de temps ? Dites `outage silence 2h` (s, m, h, d) ou `off`, ou choisissez.',
  },
  severity: {
    en: 'How bad is it? Say `outage severity critical`, `warning` or `info`, or choose.',
    fr: 'Quelle gravité ? Dites `outage severity critical`, `warning` ou `info`, ou choisissez.',
  },
};
