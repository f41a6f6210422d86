import type { App, ViewSubmitAction } from '@slack/bolt';
import {
  outageFields,
  outageOptions,
  type OutagePlace,
  outageView,
  pickOutage,
} from '#outages/cards/outage-views.ts';
import { pickService } from '#slack/cards/service-picker.ts';
import { answerIn } from '../answer.ts';
import { type BotDeps, localeOf } from '../bot-deps.ts';
import { hearOutage } from '../outage-command.ts';
import { type OutageWords, readSeverity, readTime } from '../parse-outage-command.ts';
import { safely } from '../log-failure.ts';

/** The windows about outages: the same words as the command's, chosen instead of typed. */
export function listenToOutageViews(app: App, deps: BotDeps): void {
  app.options(pickOutage, async ({ options, body, ack }) => {
    const found = await offered(deps, body.user.id, options.value, body.view?.private_metadata);
    await safely('ack', deps.log, () => ack({ options: found }));
  });
  app.view<ViewSubmitAction>(outageView, async ({ view, body, ack }) => {
    await safely('ack', deps.log, () => ack());
    const place = JSON.parse(view.private_metadata) as OutagePlace;
    const { channel, threadTs } = place;
    const where = { user: body.user.id, channel, ...(threadTs === undefined ? {} : { threadTs }) };
    const words = wordsIn(view.state.values, place);
    await hearOutage(deps, words, { ...where, triggerId: view.id }, body.trigger_id, answerIn(where, deps));
  });
}

/** Nothing changes what is over; its report can be read. */
async function offered(deps: BotDeps, user: string, typed: string, metadata: string | undefined) {
  if ((await deps.identity.whyNot(user, 'look')) !== undefined) return [];
  try {
    const { verb } = JSON.parse(metadata ?? '{}') as Partial<OutagePlace>;
    const listed = await deps.useCases.outages.list();
    const fitting = listed.filter(({ outage }) => verb === 'postmortem' || outage.state !== 'resolved');
    return outageOptions(fitting, typed, localeOf(deps));
  } catch (error) {
    deps.log.warn({ err: error }, 'cannot list outages to choose from');
    return [];
  }
}

type Values = ViewSubmitAction['view']['state']['values'];

function wordsIn(values: Values, { verb, outageId }: OutagePlace): OutageWords {
  const field = (id: string, action: string = id) => values[id]?.[action];
  const service = field('service', pickService)?.selected_option?.value;
  const name = outageId ?? field('outage', pickOutage)?.selected_option?.value ?? service;
  const typed = (field(outageFields.words)?.value ?? '').trim();
  const person = field(outageFields.person)?.selected_user;
  const forMs = readTime(field(outageFields.time)?.selected_option?.value ?? '');
  const severity = readSeverity(field(outageFields.severity)?.selected_option?.value ?? '');
  return {
    verb,
    typed: verb,
    said: '',
    rest: [name ?? '', typed].filter((word) => word !== ''),
    ...(person === undefined || person === null ? {} : { person }),
    ...(forMs === undefined ? {} : { forMs }),
    ...(severity === undefined ? {} : { severity }),
  };
}
