import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Doing, Login, Plan, PlanStage, PlanStep } from '../plan.ts';
import { shorten } from '#slack/escape.ts';
import { type RichPart, preformatted, richLine, richText, section } from '#slack/cards/blocks.ts';

/** Slack's own room for one card is about 13,000 characters; the rest of the card needs some of it. */
const commandsChars = 6000;
const stagesShown = 8;

/** Exactly what would run, where, in which order: what a yes says yes to. */
export function commandBlocks(plan: Plan, locale: Locale): KnownBlock[] {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const shown = plan.stages.slice(0, stagesShown);
  const room = Math.floor(commandsChars / Math.max(1, shown.length));
  const parts = shown.flatMap((stage): RichPart[] => [
    ...(stage.login === undefined && stage.host === undefined ? [] : [richLine(whereOf(stage), true)]),
    preformatted(stage.steps.map((step) => lineOf(step, locale)).join('\n'), room),
    ...(stage.rollback.length === 0
      ? []
      : [
          richLine(t(otherwise), true),
          preformatted(stage.rollback.map((step) => lineOf(step, locale)).join('\n'), Math.floor(room / 2)),
        ]),
  ]);
  const rest = plan.stages.length - shown.length;
  if (rest > 0) parts.push(richLine(t({ ...moreHosts, with: { rest } })));
  const title = plan.stages.length > 1 ? oneByOne : exactly;
  return [section(`*${t(title)}*`), richText(parts)];
}

/** A step as one line a person reads: its command, the call, or the wait. */
function lineOf(step: PlanStep, locale: Locale): string {
  const { doing } = step;
  return `${commandOf(doing, locale)}${step.mayFail ? `   # ${say(locale, mayFail)}` : ''}`;
}

function commandOf(doing: Doing, locale: Locale): string {
  switch (doing.via) {
    case 'ssh':
      return `$ ${doing.command}${stdinOf(doing)}`;
    case 'platform': {
      const { method, url, path, body } = doing.call;
      return `${method} ${url}${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
    }
    case 'wait':
      return say(locale, { en: '# wait {s} s', fr: '# attendre {s} s', with: { s: doing.ms / 1000 } });
  }
}

function stdinOf({ stdin, stdinNote }: Extract<Doing, { via: 'ssh' }>): string {
  if (stdinNote !== undefined) return `   < ${stdinNote}`;
  return typeof stdin === 'object' ? `   < ${stdin.reference}` : '';
}

function whereOf({ host, login }: PlanStage): string {
  return login === undefined ? (host ?? '') : `${login.host} — ${atOf(login)}`;
}

function atOf({ user, address, port, jump }: Login): string {
  const at = `${user}@${address}${port === 22 ? '' : `:${port}`}`;
  return jump === undefined ? at : `${at} (${shorten(jump.host, 60)} →)`;
}

const exactly: Phrase = { en: 'Exactly this runs', fr: 'Voici exactement ce qui s’exécute' };
const oneByOne: Phrase = {
  en: 'Exactly this runs, one host after the other, each proven before the next',
  fr: 'Voici exactement ce qui s’exécute, un hôte après l’autre, chacun prouvé avant le suivant',
};
const otherwise: Phrase = {
  en: 'If it does not cure, this runs unasked:',
  fr: 'Sans guérison, ceci s’exécute sans demander :',
};
const moreHosts: Phrase = {
  en: '… and the same on {rest} more hosts',
  fr: '… et de même sur {rest} autres hôtes',
};
const mayFail: Phrase = { en: 'may fail', fr: 'peut échouer' };
