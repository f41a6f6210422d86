import type { Button, KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { PlanRun } from '../events.ts';
import { code, escape, shortenEscaped } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section, sections } from '#slack/cards/blocks.ts';
import { commandBlocks } from './plan-commands.ts';
import { personOf, duration, labelled, marked, timeOf } from '#slack/cards/message-words.ts';
import { riskName, stateWord } from './plan-labels.ts';

/** In words; all of them are commands below. */
const stepsTold = 5;

export const planButtons = {
  approve: 'plan.approve',
  deny: 'plan.deny',
  withdraw: 'plan.withdraw',
  breakGlass: 'plan.break_glass',
  cancel: 'plan.cancel',
  settleDone: 'plan.settle.done',
  settleNotDone: 'plan.settle.not_done',
} as const;

/**
 * The consequence card: everything one needs for a yes or a no, and nothing that would have to be looked up. It is edited
 * through the states, and what can no longer be pressed is gone at once.
 */
export function planCard(run: PlanRun, locale: Locale): MessageBody {
  const { sign, says } = stateWord(run, locale);
  const title = marked(locale, run.plan.title);
  const isOpen = run.state === 'waiting';
  const why = endedWhy(run, locale);
  const blocks: KnownBlock[] = [
    section(`${sign} *${title}* — ${says}${why === '' ? '' : `\n${why}`}`),
    ...sections(isOpen ? consequencesOf(run, locale) : votesOf(run, locale)),
    ...(run.state === 'ended' ? [] : commandBlocks(run.plan, locale)),
    ...(isOpen ? sections(votesOf(run, locale)) : []),
    ...unknownBlocks(run, locale),
    ...buttonBlocks(run, locale),
    context(footOf(run, locale)),
  ];
  return {
    text: textOf(run, labelled(locale, `${sign} ${title} (${escape(run.plan.service)})`, says), why, locale),
    blocks,
  };
}

/** Renders the cost, the cure, and how it went here before. */
function consequencesOf(run: PlanRun, locale: Locale): string[] {
  const { plan, record, needs, expiresAt } = run;
  const t = (phrase: Phrase): string => say(locale, phrase);
  const line = (label: Phrase, value: string): string => labelled(locale, `*${t(label)}*`, value);
  const { cures } = plan.evidence;
  return [
    line({ en: 'Risk', fr: 'Risque' }, `${t(riskName[plan.risk])} — ${marked(locale, plan.riskWhy)}`),
    ...(cures === undefined
      ? []
      : [line({ en: 'Should cure', fr: 'Devrait guérir' }, marked(locale, cures))]),
    line(
      { en: 'Downtime', fr: 'Interruption' },
      plan.downtimeMs === undefined
        ? t({ en: 'not known', fr: 'inconnue' })
        : plan.downtimeMs === 0
          ? t({ en: 'none', fr: 'aucune' })
          : t({ en: 'about {d}', fr: 'environ {d}', with: { d: duration(locale, plan.downtimeMs) } }),
    ),
    line(
      { en: 'Undo', fr: 'Retour en arrière' },
      plan.undo === undefined ? t({ en: '*not possible*', fr: '*impossible*' }) : marked(locale, plan.undo),
    ),
    line({ en: 'Here before', fr: 'Déjà fait ici' }, recordOf(record, locale)),
    line(
      { en: 'May approve', fr: 'Peuvent approuver' },
      needs.approvers.length === 0
        ? t({
            en: 'nobody: the policy names no approver',
            fr: 'personne : la règle ne nomme aucun approbateur',
          })
        : t({
            ...(run.requester.id === 'resus' ? anyOf : othersOf),
            with: { who: escape(needs.approvers.join(', ')), until: timeOf(expiresAt) },
          }),
    ),
    ...(needs.secondFactor
      ? [t({ en: '🔐 A second-factor code is asked for.', fr: '🔐 Un code de second facteur est demandé.' })]
      : []),
  ];
}

function recordOf({ worked, of, medianMs }: PlanRun['record'], locale: Locale): string {
  if (of === 0) return say(locale, { en: 'never', fr: 'jamais' });
  const median = medianMs === undefined ? undefined : duration(locale, medianMs);
  return say(locale, {
    en: 'worked {worked} of {of}[, median {median}]',
    fr: 'réussi {worked} fois sur {of}[, médiane {median}]',
    with: { worked, of, median },
  });
}

function votesOf({ approvals, cancelledBy }: PlanRun, locale: Locale): string[] {
  const said = approvals.map(({ by, at, breakGlass }) => {
    const who = { who: personOf(by), at: timeOf(at) };
    if (breakGlass === undefined)
      return say(locale, { en: '👍 {who} approved at {at}', fr: '👍 {who} a approuvé à {at}', with: who });
    return say(locale, {
      en: '🚨 *Break-glass* by {who} at {at}, alone: “{reason}”',
      fr: '🚨 *Bris de glace* par {who} à {at}, seul : « {reason} »',
      with: { ...who, reason: escape(breakGlass) },
    });
  });
  if (cancelledBy === undefined) return said;
  const stop = {
    en: '⏹️ {who} asked to stop it',
    fr: '⏹️ {who} a demandé l’arrêt',
    with: { who: personOf(cancelledBy) },
  };
  return [...said, say(locale, stop)];
}

/** Why it ended as it did, by whom; empty while it has not. */
export function endedWhy({ end }: PlanRun, locale: Locale): string {
  if (end === undefined) return '';
  if (end.type === 'ended') {
    const diff = (end.changed ?? []).slice(0, 6).map((line) => `• ${escape(line)}`);
    return [marked(locale, end.says), ...diff].join('\n');
  }
  const who = personOf(end.by);
  if (end.type === 'withdrawn' && end.by.id === 'resus') return say(locale, notNeeded);
  if (end.type === 'withdrawn') return say(locale, { en: 'by {who}', fr: 'par {who}', with: { who } });
  return say(locale, {
    en: 'by {who}: “{why}”',
    fr: 'par {who} : « {why} »',
    with: { who, why: escape(end.reason) },
  });
}

function unknownBlocks(run: PlanRun, locale: Locale): KnownBlock[] {
  if (run.state !== 'unknown') return [];
  return run.ran.flatMap(({ unknown }) =>
    unknown === undefined ? [] : [section(`❔ ${shortenEscaped(marked(locale, unknown), 1500)}`)],
  );
}

function buttonBlocks(run: PlanRun, locale: Locale): KnownBlock[] {
  const elements = buttonsOf(run, locale);
  return elements.length === 0
    ? []
    : [{ type: 'actions', block_id: `plan.${run.id}.${run.state}`, elements }];
}

/** A button carries the plan's id and the digest that was on the screen, never a command. */
function buttonsOf(run: PlanRun, locale: Locale): Button[] {
  const button = (id: string, text: Phrase, style?: 'primary' | 'danger', value = run.id): Button => ({
    type: 'button',
    action_id: id,
    value,
    text: { type: 'plain_text', text: say(locale, text) },
    ...(style === undefined ? {} : { style }),
  });
  const seen = `${run.id} ${run.digest}`;
  switch (run.state) {
    case 'waiting':
      return [
        button(planButtons.approve, { en: 'Approve', fr: 'Approuver' }, 'primary', seen),
        button(planButtons.deny, { en: 'Deny …', fr: 'Refuser …' }, 'danger'),
        // Nobody can take back what Resus asked for but Resus, which does when the service recovers.
        ...(run.requester.id === 'resus'
          ? []
          : [button(planButtons.withdraw, { en: 'Withdraw', fr: 'Retirer' })]),
        ...(run.needs.breakGlass
          ? [button(planButtons.breakGlass, { en: 'Break glass …', fr: 'Bris de glace …' }, undefined, seen)]
          : []),
      ];
    case 'approved':
    case 'running':
      return run.cancelledBy === undefined
        ? [button(planButtons.cancel, { en: 'Stop it', fr: 'Arrêter' }, 'danger')]
        : [];
    case 'unknown': {
      const step = run.ran.find(({ unknown }) => unknown !== undefined)?.step ?? '';
      return [
        button(
          planButtons.settleDone,
          { en: 'It was done', fr: 'C’était fait' },
          'primary',
          `${run.id} ${step}`,
        ),
        button(
          planButtons.settleNotDone,
          { en: 'It was not done', fr: 'Ce n’était pas fait' },
          undefined,
          `${run.id} ${step}`,
        ),
      ];
    }
    case 'verifying':
    case 'ended':
      return [];
  }
}

function footOf({ requester, digest, id }: PlanRun, locale: Locale): string {
  const who = personOf(requester);
  const asked = say(locale, { en: 'asked by {who}', fr: 'demandé par {who}', with: { who } });
  return [asked, code(`sha256:${digest.slice(0, 12)}`), code(id)].join(' · ');
}

function textOf(run: PlanRun, head: string, why: string, locale: Locale): string {
  if (run.state !== 'waiting') return [head, why].filter((line) => line !== '').join('\n');
  const all = run.plan.stages.flatMap((stage) => stage.steps).map(({ says }) => marked(locale, says));
  const steps = [...new Set(all)];
  const rest = steps.length - stepsTold;
  const told = [...steps.slice(0, stepsTold), ...(rest > 0 ? [`+${rest}`] : [])].join(', ');
  // Who hears it must know what a yes costs as well as who sees it.
  const consequences = consequencesOf(run, locale).map((line) => line.replaceAll('*', ''));
  const does = labelled(locale, say(locale, { en: 'It does', fr: 'Ce qui est fait' }), told);
  return [head, why, does, ...consequences, ...votesOf(run, locale)].filter((line) => line !== '').join('\n');
}

const notNeeded: Phrase = {
  en: 'by Resus: it is not needed any more',
  fr: 'par Resus : il n’est plus nécessaire',
};
const anyOf: Phrase = { en: '{who}; until {until}', fr: '{who} ; jusqu’à {until}' };
const othersOf: Phrase = {
  en: '{who}, not the one who asked; until {until}',
  fr: '{who}, hors demandeur ; jusqu’à {until}',
};
