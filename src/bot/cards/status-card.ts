import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { sections } from '#slack/cards/blocks.ts';
import { marked } from '#slack/cards/message-words.ts';

/** The state of Resus itself; every part that could not be asked is absent. */
export type SystemStatus = {
  readonly redis: { readonly ok: boolean; readonly says: readonly Phrase[] };
  readonly queues?: readonly {
    readonly name: string;
    readonly waiting: number;
    readonly active: number;
    readonly failed: number;
  }[];
  /** The calls that Slack still takes: all processes share them. */
  readonly pace?: {
    readonly edits: { readonly left: number; readonly of: number };
    readonly pauses: readonly { readonly name: string; readonly ms: number }[];
  };
  readonly outbox?: {
    readonly threads: number;
    readonly dead: readonly { readonly channel: string; readonly reason: string; readonly at: number }[];
  };
};

/** How many of the wanted connections Slack's events can arrive on; `http` when Slack calls us. */
export type Connections = { readonly connected: number; readonly wanted: number } | 'http';

export function statusCard(status: SystemStatus, connections: Connections, locale: Locale): MessageBody {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const lines = [
    slackLine(connections, t),
    `${status.redis.ok ? '🟢' : '🔴'} ${status.redis.says.map((phrase) => marked(locale, phrase)).join(' ')}`,
    ...queueLines(status, t),
    ...outboxLines(status, t),
    ...paceLines(status, t),
  ];
  return { text: lines.join('\n'), blocks: sections(lines) };
}

/** Idle queues are one line: nobody at night reads nine of them. */
function queueLines({ queues = [] }: SystemStatus, t: (phrase: Phrase) => string): string[] {
  const isIdle = ({ waiting, active, failed }: (typeof queues)[number]) => waiting + active + failed === 0;
  const busy = queues.filter((queue) => !isIdle(queue)).map((queue) => t({ ...queueSays, with: queue }));
  const idle = queues.filter(isIdle).map(({ name }) => name);
  return idle.length === 0 ? busy : [...busy, t({ ...idleSays, with: { idle } })];
}

const queueSays: Phrase = {
  en: '▫️ Queue {name}: {waiting} waiting, {active} running, {failed} failed',
  fr: '▫️ File {name} : {waiting} en attente, {active} en cours, {failed} en échec',
};
const idleSays: Phrase = {
  en: '▫️ Queues with nothing to do: {idle}',
  fr: '▫️ Files sans rien à faire : {idle}',
};

function slackLine(connections: Connections, t: (phrase: Phrase) => string): string {
  if (connections === 'http') return t({ en: '🟢 Slack calls over HTTP', fr: '🟢 Slack appelle par HTTP' });
  const sign = connections.connected === connections.wanted ? '🟢' : connections.connected > 0 ? '🟠' : '🔴';
  return t({
    en: '{sign} Slack: {connected} of {wanted} connections are open',
    fr: '{sign} Slack : {connected} connexions ouvertes sur {wanted}',
    with: { sign, ...connections },
  });
}

function outboxLines({ outbox }: SystemStatus, t: (phrase: Phrase) => string): string[] {
  if (outbox === undefined) return [];
  const waiting = t({
    en: '▫️ Messages: {threads} threads have some to send',
    fr: '▫️ Messages : {threads} fils en ont à envoyer',
    with: { threads: outbox.threads },
  });
  const dead = outbox.dead.map(({ channel, reason, at }) =>
    t({
      en: '🔴 Not deliverable to <#{channel}>: {reason} ({at})',
      fr: '🔴 Non remis à <#{channel}> : {reason} ({at})',
      with: { channel: escape(channel), reason: escape(reason), at: new Date(at).toISOString().slice(0, 16) },
    }),
  );
  return [waiting, ...dead];
}

/** More pauses than these say the same: Slack has had enough of us. */
const pausesShown = 5;

function paceLines({ pace }: SystemStatus, t: (phrase: Phrase) => string): string[] {
  if (pace === undefined) return [];
  const edits = t({
    en: '▫️ Slack’s limits: {left} of {of} edits left, 50 more a minute; one message a second and channel',
    fr: '▫️ Limites de Slack : {left} modifications sur {of} restantes, 50 de plus par minute ; un message par seconde et par canal',
    with: pace.edits,
  });
  const pauses = pace.pauses.slice(0, pausesShown).map(({ name, ms }) => {
    const [method = '', channel] = name.split('/');
    return t({
      en: '🟠 Slack asked to wait with {what}: {s} s more',
      fr: '🟠 Slack demande d’attendre avec {what} : encore {s} s',
      with: {
        what: channel === undefined ? `\`${method}\`` : `\`${method}\` <#${escape(channel)}>`,
        s: Math.ceil(ms / 1000),
      },
    });
  });
  return [edits, ...pauses];
}
