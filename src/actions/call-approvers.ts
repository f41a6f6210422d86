import { hasSetOff } from './set-off-by.ts';
import { say, type Phrase } from '#base/phrase.ts';
import type { PlanRun } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { section } from '#slack/cards/blocks.ts';
import { personOf, marked, timeOf } from '#slack/cards/message-words.ts';
import { stateWord } from './cards/plan-labels.ts';
import { escape } from '#slack/escape.ts';
import type { LinkRun } from '#slack/link-run.ts';
import { threadOf } from '#slack/message.ts';
import type { Outbox, OutgoingMessage } from '#slack/outbox.ts';
import type { PutMessages } from '#slack/put-messages.ts';

export type CallApproversDeps = {
  readonly outbox: Pick<Outbox, 'isKnown'>;
  readonly put: PutMessages;
  readonly catalog: () => Catalog;
  readonly usersIn: (names: readonly string[]) => Promise<readonly string[]>;
  readonly linkRun: LinkRun;
};

/** A night shift has fewer; a whole department need not be woken. */
const calledAtMost = 10;

/** Tells everyone who may approve a plan that it waits for them, each in private and once. Not the one who asked. */
export function createCallApprovers(deps: CallApproversDeps) {
  return async (run: PlanRun): Promise<void> => {
    const { channel } = run.trigger;
    const link = channel === undefined ? undefined : await deps.linkRun(run.id, true);
    await tellApprovers(deps, run, 1, {
      ...waits,
      with: {
        title: marked(localeOf(deps, run), run.plan.title),
        until: timeOf(run.expiresAt),
        who: personOf(run.requester),
        where: channel === undefined ? undefined : `<#${escape(channel)}>`,
        link,
      },
    });
  };
}

/** The same messages once nobody is waited for: who reads one later must not look for a button that is gone. */
export function createCallOff(deps: CallApproversDeps) {
  return async (run: PlanRun): Promise<void> => {
    // Nobody was called.
    if (run.state === 'waiting' || run.needs.need === 0 || run.trigger.channel === undefined) return;
    const isOver = run.state === 'ended';
    const locale = localeOf(deps, run);
    const { sign, says } = isOver ? stateWord(run, locale) : { sign: '🔵', says: say(locale, decided) };
    const title = marked(locale, run.plan.title);
    const link = await deps.linkRun(run.id);
    await tellApprovers(deps, run, isOver ? 3 : 2, { ...isNow, with: { sign, title, says, link } });
  };
}

async function tellApprovers(
  deps: CallApproversDeps,
  run: PlanRun,
  version: number,
  phrase: Phrase,
): Promise<void> {
  const users = await deps.usersIn(run.needs.approvers);
  const text = say(localeOf(deps, run), phrase);
  const messages = users
    .filter((id) => !hasSetOff(run, id, []))
    .slice(0, calledAtMost)
    .map((user): OutgoingMessage => {
      const place = { channel: user };
      const id = `${run.id}.call.${user}`;
      return { id, thread: threadOf(id, place), place, version, body: { text, blocks: [section(text)] } };
    });
  // Who was never called has nothing taken back.
  const known = await Promise.all(messages.map(async ({ id }) => version === 1 || deps.outbox.isKnown(id)));
  await deps.put(messages.filter((_message, i) => known[i] === true));
}

function localeOf({ catalog }: CallApproversDeps, { plan }: PlanRun) {
  const { services, slack } = catalog();
  return services[plan.service]?.locale ?? slack.locale;
}

const waits: Phrase = {
  en: '🟡 *{title}* waits for your approval until {until}. {who} asked for it[ in {where}].[ <{link}|Look and decide>]',
  fr: '🟡 *{title}* attend votre approbation jusqu’à {until}. Demandé par {who}[ dans {where}].[ <{link}|Voir et décider>]',
};
const isNow: Phrase = {
  en: '{sign} *{title}* — {says}.[ <{link}|Look>]',
  fr: '{sign} *{title}* — {says}.[ <{link}|Voir>]',
};
const decided: Phrase = {
  en: 'Approved, nothing is asked of you any more',
  fr: 'Approuvé, plus rien ne vous est demandé',
};
