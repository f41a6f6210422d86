import type { HomeView, KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { ListedOutage } from '#outages/outage-commands.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import { code, escape, shortenEscaped } from '#slack/escape.ts';
import { context, section } from '#slack/cards/blocks.ts';
import { helpCard } from './help-card.ts';
import { homeOutageBlocks } from './home-outages.ts';
import { personOf, dateOf, labelled, marked } from '#slack/cards/message-words.ts';
import { stateWord } from '#actions/cards/plan-labels.ts';
import { type Connections, statusCard, type SystemStatus } from './status-card.ts';
import { outcomeSign, outcomeWord } from '#runbooks/outcome-labels.ts';

/** The data of the home tab; what could not be read is empty. */
export type HomeState = {
  /** The last run of each service that has one. */
  readonly latest: readonly Run[];
  readonly open: readonly Run[];
  /** Run id → its thread. */
  readonly links: Readonly<Record<string, string>>;
  readonly status?: SystemStatus;
  /** Not over, oldest first. */
  readonly outages?: readonly ListedOutage[];
  /** Plans that have not ended; those that wait for a yes first. */
  readonly plans?: readonly PlanRun[];
  /** Of them, the ids of those that wait for who looks. */
  readonly mine?: readonly string[];
  /** Set while `/resus freeze` holds. */
  readonly frozen?: { readonly by: string; readonly reason: string; readonly at: number };
};

export const homeFreeze = 'home_freeze';
export const homeThaw = 'home_thaw';
export const homeDiagnose = 'home_diagnose';
export const homePick = 'home_pick';

/** Slack takes 100 blocks: the services get what status, open runs and help leave. */
const servicesShown = 70;
const runsShown = 6;
const headlineChars = 300;

/** Everything at a glance, for one who opens the app: what is broken stands first. */
export function homeView(
  catalog: Catalog,
  state: HomeState,
  connections: Connections,
  locale: Locale,
): HomeView {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const services = Object.values(catalog.services).toSorted((a, b) => rank(a, state) - rank(b, state));
  const outages = homeOutageBlocks(state.outages ?? [], locale);
  const room = servicesShown - outages.length;
  const rest = services.length - room;
  const blocks: KnownBlock[] = [
    ...outages,
    ...planBlocks(state, locale),
    header(t({ en: 'Services', fr: 'Services' })),
    { type: 'actions', elements: [button(homePick, '', t(pick), 'primary'), freezeButton(state, locale)] },
    ...services.slice(0, room).map((service, i) => serviceBlock(service, i, state, locale)),
    ...(services.length === 0 ? [section(t(none))] : []),
    ...(rest > 0 ? [context(t({ ...more, with: { rest } }))] : []),
    ...openBlocks(state, locale),
    header(t({ en: 'Resus itself', fr: 'Resus lui-même' })),
    ...(state.status === undefined
      ? [section(t(noStatus))]
      : (statusCard(state.status, connections, locale).blocks ?? [])),
    { type: 'divider' },
    ...(helpCard(locale).blocks ?? []),
  ];
  return { type: 'home', blocks };
}

/** For one who is not served: why, and nothing else. */
export function homeRefusalView(why: Phrase, locale: Locale): HomeView {
  return { type: 'home', blocks: [section(`❌ ${marked(locale, why)}`)] };
}

function serviceBlock({ name, title }: Service, i: number, state: HomeState, locale: Locale): KnownBlock {
  const run = state.latest.find(({ service }) => service === name);
  const called = title === undefined ? '' : ` ${escape(title)}`;
  const label = say(locale, { en: 'Diagnose', fr: 'Diagnostiquer' });
  return {
    ...section(`${signOf(run)} ${code(name)}${called}\n${saidOf(run, state, locale)}`),
    accessory: button(`${homeDiagnose}.${i}`, name, label),
  };
}

/** Frozen, waiting for a yes, or running: what needs a person comes before everything else. */
function planBlocks({ plans = [], mine = [], frozen, links }: HomeState, locale: Locale): KnownBlock[] {
  const own = plans.filter(({ id }) => mine.includes(id));
  const others = plans.filter(({ id }) => !mine.includes(id));
  const waiting = others.filter(({ state }) => state === 'waiting' || state === 'unknown');
  const listed = (title: Phrase, runs: readonly PlanRun[]): KnownBlock[] => {
    if (runs.length === 0) return [];
    const lines = runs.slice(0, runsShown).map((run) => {
      const { sign, says } = stateWord(run, locale);
      const link = linkTo(links[run.id], locale);
      return `${sign} ${code(run.plan.service)} ${marked(locale, run.plan.title)} — ${says}${link}`;
    });
    const rest = runs.length - lines.length;
    return [header(say(locale, title)), section([...lines, ...(rest > 0 ? [`+${rest}`] : [])].join('\n'))];
  };
  return [
    ...(frozen === undefined ? [] : [section(frozenLine(frozen, locale))]),
    ...listed({ en: 'Waiting for your approval', fr: 'En attente de votre approbation' }, own),
    ...listed({ en: 'Approvals and actions', fr: 'Approbations et actions' }, [
      ...waiting,
      ...others.filter((run) => !waiting.includes(run)),
    ]),
  ];
}

function frozenLine({ by, reason, at }: NonNullable<HomeState['frozen']>, locale: Locale): string {
  const why = reason === '' ? undefined : reason;
  const who = personOf({ id: by });
  return `🧊 ${say(locale, {
    en: '*All actions are frozen* by {who} since {at}[: {why}]',
    fr: '*Toutes les actions sont gelées* par {who} depuis {at}[ : {why}]',
    with: { who, at: dateOf(at), why: why === undefined ? undefined : escape(why) },
  })}`;
}

function freezeButton({ frozen }: HomeState, locale: Locale) {
  return frozen === undefined
    ? button(homeFreeze, '', say(locale, { en: '🧊 Freeze all actions', fr: '🧊 Geler toutes les actions' }))
    : button(homeThaw, '', say(locale, { en: 'Let actions go on', fr: 'Reprendre les actions' }));
}

function openBlocks({ open, links }: HomeState, locale: Locale): KnownBlock[] {
  if (open.length === 0) return [];
  const lines = open.slice(0, runsShown).map((run) => {
    const word = say(locale, run.state === 'asked' ? queued : looking);
    return `• ${code(run.service)} ${word} (${dateOf(run.askedAt)})${linkTo(links[run.id], locale)}`;
  });
  const rest = open.length - runsShown;
  const title = say(locale, { en: 'Running now', fr: 'En cours' });
  return [header(title), section([...lines, ...(rest > 0 ? [`+${rest}`] : [])].join('\n'))];
}

function saidOf(run: Run | undefined, { links }: HomeState, locale: Locale): string {
  if (run === undefined) return say(locale, { en: 'never diagnosed', fr: 'jamais diagnostiqué' });
  const foot = ` (${dateOf(run.askedAt)})${linkTo(links[run.id], locale)}`;
  if (run.verdict !== undefined) {
    const headline = shortenEscaped(marked(locale, run.verdict.headline), headlineChars);
    return labelled(locale, say(locale, outcomeWord[run.verdict.outcome]), `${headline}${foot}`);
  }
  return say(locale, run.state === 'failed' ? failed : looking) + foot;
}

function signOf(run: Run | undefined): string {
  if (run?.verdict !== undefined) return outcomeSign[run.verdict.outcome];
  if (run === undefined) return '▫️';
  return run.state === 'failed' ? '❌' : '🔎';
}

const order = ['🔴', '❌', '⚪', '🔎', '🟢', '▫️'];

function rank({ name }: Service, { latest }: HomeState): number {
  return order.indexOf(signOf(latest.find(({ service }) => service === name)));
}

function linkTo(url: string | undefined, locale: Locale): string {
  return url === undefined ? '' : ` · <${url}|${say(locale, { en: 'thread', fr: 'fil' })}>`;
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text } };
}

function button(id: string, value: string, label: string, style?: 'primary') {
  return {
    type: 'button',
    action_id: id,
    ...(value === '' ? {} : { value }),
    text: { type: 'plain_text', text: label },
    ...(style === undefined ? {} : { style }),
  } as const;
}

const pick: Phrase = { en: 'Diagnose a service', fr: 'Diagnostiquer un service' };
const queued: Phrase = { en: 'queued', fr: 'en file' };
const looking: Phrase = { en: 'being looked at', fr: 'en cours d’examen' };
const failed: Phrase = {
  en: 'the last diagnosis did not finish',
  fr: 'le dernier diagnostic n’a pas abouti',
};
const none: Phrase = {
  en: 'The catalog has no services yet: add one to resus.yaml.',
  fr: 'Le catalogue n’a encore aucun service : ajoutez-en un à resus.yaml.',
};
const more: Phrase = {
  en: '… and {rest} more: *Diagnose a service* finds them all.',
  fr: '… et {rest} autres : *Diagnostiquer un service* les trouve tous.',
};
const noStatus: Phrase = {
  en: '🔴 My own state could not be read.',
  fr: '🔴 Mon propre état n’a pas pu être lu.',
};
