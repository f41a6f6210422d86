import type { Phrase } from '#base/phrase.ts';
import type { Actor, PlanEvent, PlanRun } from './events.ts';
import type { DecidePlan } from './plan-commands.ts';
import { hasSetOff } from './set-off-by.ts';

/** The person who decides: their id, and the names of `people` in the catalog they belong to at this moment. */
export type Person = { readonly actor: Actor; readonly names: readonly string[] };

/** The result of checking the code of the second factor; `absent`: none was given. */
export type CodeCheck = 'right' | 'wrong' | 'used' | 'locked' | 'no_seed' | 'absent';

export type Vote =
  | { readonly event: PlanEvent; readonly says: Phrase }
  | { readonly refused: Phrase }
  | { readonly needsCode: true };

/**
 * One person's word on a plan, in its present state: what happens, or why nothing does. The same for Slack and the command
 * line. Whoever appends the event does so for this state only, and asks again when it has moved.
 */
export function decideVote(
  run: PlanRun,
  does: DecidePlan['does'],
  { actor, names }: Person,
  code: CodeCheck,
  now: number,
): Vote {
  const isApprover = run.needs.approvers.some((name) => names.includes(name));
  const isRequester = actor.id === run.requester.id;
  const isBehindIt = hasSetOff(run, actor.id, names);
  switch (does.kind) {
    case 'approve':
    case 'break_glass': {
      const closed = notWaiting(run, now);
      if (closed !== undefined) return { refused: closed };
      if (does.digest !== run.digest) return { refused: otherPlan };
      if (!isApprover) return { refused: notApprover(run) };
      if (does.kind === 'approve' && isBehindIt) return { refused: isRequester ? own(run) : setOff(run) };
      if (does.kind === 'break_glass' && !run.needs.breakGlass) return { refused: noBreakGlass };
      if (does.kind === 'break_glass' && does.reason.trim().length < 3) return { refused: noReason };
      if (run.approvals.some(({ by }) => by.id === actor.id)) return { refused: already };
      if (run.needs.secondFactor && code !== 'right')
        return code === 'absent' ? { needsCode: true } : { refused: codeRefusals[code] };
      return approval(run, does, actor, now);
    }
    case 'deny':
      if (run.state !== 'waiting') return { refused: notWaiting(run, now) ?? tooLate };
      if (!isApprover) return { refused: notApprover(run) };
      if (does.reason.trim() === '') return { refused: noReason };
      return { event: { type: 'denied', at: now, by: actor, reason: does.reason.trim() }, says: denied };
    case 'withdraw':
      if (run.state !== 'waiting') return { refused: notWaiting(run, now) ?? tooLate };
      if (!isRequester) return { refused: onlyRequester };
      return { event: { type: 'withdrawn', at: now, by: actor }, says: withdrawn };
    case 'cancel':
      if (run.state !== 'approved' && run.state !== 'running') return { refused: nothingRuns };
      if (!isRequester && !isApprover) return { refused: notApprover(run) };
      if (run.cancelledBy !== undefined) return { refused: alreadyStopping };
      return { event: { type: 'cancel_asked', at: now, by: actor }, says: stopping };
    case 'settle':
      if (run.state !== 'unknown') return { refused: nothingUnknown };
      if (!isApprover) return { refused: notApprover(run) };
      if (!run.ran.some(({ step, unknown }) => step === does.step && unknown !== undefined))
        return { refused: nothingUnknown };
      return { event: { type: 'settled', at: now, step: does.step, by: actor, as: does.as }, says: settled };
  }
}

function approval(
  run: PlanRun,
  does: Extract<DecidePlan['does'], { kind: 'approve' | 'break_glass' }>,
  by: Actor,
  at: number,
): Vote {
  const factor = run.needs.secondFactor ? { secondFactor: true } : {};
  const event: PlanEvent = { type: 'approved', at, by, digest: does.digest, ...factor };
  if (does.kind === 'break_glass')
    return { event: { ...event, breakGlass: does.reason.trim() }, says: alone };
  const missing = run.needs.need - run.approvals.length - 1;
  return { event, says: missing <= 0 ? lastOne : { ...oneOf, with: { missing } } };
}

/** Why no yes or no is taken any more; undefined while it is. */
function notWaiting(run: PlanRun, now: number): Phrase | undefined {
  if (run.state === 'ended') return { ...over, with: { id: run.id } };
  if (run.state !== 'waiting') return tooLate;
  return now > run.expiresAt ? expired : undefined;
}

function notApprover({ needs }: PlanRun): Phrase {
  if (needs.approvers.length === 0) return nobody;
  return {
    en: 'Only {who} may decide this; you are not among them (`policy` and `people` in resus.yaml).',
    fr: 'Seuls {who} peuvent en décider ; vous n’en êtes pas (`policy` et `people` dans resus.yaml).',
    with: { who: needs.approvers },
  };
}

function setOff({ needs }: PlanRun): Phrase {
  return {
    en: 'You set this off (you opened the outage, asked for the diagnosis, or hold the token that told it): someone else of {who} must approve.[ {glass}]',
    fr: 'Vous en êtes à l’origine (incident ouvert, diagnostic demandé ou jeton détenu) : quelqu’un d’autre parmi {who} doit approuver.[ {glass}]',
    with: { who: needs.approvers, glass: needs.breakGlass ? '→ 🚨' : undefined },
  };
}

function own({ needs }: PlanRun): Phrase {
  const base: Phrase = {
    en: 'You asked for this yourself: someone else of {who} must approve.[ {glass}]',
    fr: 'Vous l’avez demandé vous-même : quelqu’un d’autre parmi {who} doit approuver.[ {glass}]',
  };
  return { ...base, with: { who: needs.approvers, glass: needs.breakGlass ? '→ 🚨' : undefined } };
}

const nobody: Phrase = {
  en: 'Nobody may approve this: the policy names no approvers for its risk. Add `approvers` under `policy` in resus.yaml.',
  fr: 'Personne ne peut approuver : la règle ne nomme aucun approbateur pour ce risque. Ajoutez `approvers` sous `policy` dans resus.yaml.',
};
const over: Phrase = {
  en: 'This plan ({id}) has ended already; nothing was done. Ask for a new one.',
  fr: 'Ce plan ({id}) est déjà terminé ; rien n’a été fait. Demandez-en un nouveau.',
};
const tooLate: Phrase = {
  en: 'It is approved already and on its way.',
  fr: 'Il est déjà approuvé et en route.',
};
const expired: Phrase = {
  en: 'This plan has expired: nobody decided in time. Ask for a new one; it will be checked afresh.',
  fr: 'Ce plan a expiré : personne n’a décidé à temps. Demandez-en un nouveau ; il sera revérifié.',
};
const otherPlan: Phrase = {
  en: 'The card you pressed shows another plan than the one that would run. Read the newest card and decide there.',
  fr: 'La carte utilisée montre un autre plan que celui qui s’exécuterait. Lisez la dernière carte et décidez-y.',
};
const already: Phrase = {
  en: 'Your approval is counted already.',
  fr: 'Votre approbation est déjà comptée.',
};
const noBreakGlass: Phrase = {
  en: 'Break-glass is disabled here (`policy.break_glass` in resus.yaml).',
  fr: 'Le bris de glace est désactivé ici (`policy.break_glass` dans resus.yaml).',
};
const noReason: Phrase = {
  en: 'Say why: the reason is kept.',
  fr: 'Dites pourquoi : la raison est conservée.',
};
const onlyRequester: Phrase = {
  en: 'Only the one who asked may withdraw it. An approver can deny it.',
  fr: 'Seul le demandeur peut le retirer. Un approbateur peut le refuser.',
};
const nothingRuns: Phrase = { en: 'There is nothing to stop.', fr: 'Il n’y a rien à arrêter.' };
const alreadyStopping: Phrase = { en: 'It is being stopped already.', fr: 'Il est déjà en cours d’arrêt.' };
const nothingUnknown: Phrase = {
  en: 'This was settled already; nothing was changed.',
  fr: 'C’est déjà réglé ; rien n’a été changé.',
};
const denied: Phrase = { en: 'Denied. Nothing will run.', fr: 'Refusé. Rien ne sera exécuté.' };
const withdrawn: Phrase = { en: 'Withdrawn. Nothing will run.', fr: 'Retiré. Rien ne sera exécuté.' };
const stopping: Phrase = {
  en: 'Stopping it. The card says when it is certain that nothing is left running.',
  fr: 'Arrêt en cours. La carte dira quand il est certain que plus rien ne tourne.',
};
const settled: Phrase = { en: 'Noted, it goes on from there.', fr: 'C’est noté, la suite reprend de là.' };
const lastOne: Phrase = {
  en: 'Approved. It is checked once more and runs now.',
  fr: 'Approuvé. Dernière vérification, puis exécution.',
};
const oneOf: Phrase = {
  en: 'Your approval is counted; {missing} more needed.',
  fr: 'Votre approbation est comptée ; il en manque {missing}.',
};
const alone: Phrase = {
  en: '🚨 Approved by you alone. The channel and the owners are told.',
  fr: '🚨 Approuvé par vous seul. Le canal et les responsables en sont informés.',
};
const codeRefusals: Readonly<Record<Exclude<CodeCheck, 'right' | 'absent'>, Phrase>> = {
  wrong: { en: 'The code is not right. Try the next one.', fr: 'Le code n’est pas bon. Essayez le suivant.' },
  used: {
    en: 'This code was used already. Wait for the next one.',
    fr: 'Ce code a déjà servi. Attendez le suivant.',
  },
  locked: {
    en: 'Five wrong codes: no code of yours is taken for 15 minutes.',
    fr: 'Cinq codes faux : aucun de vos codes n’est accepté pendant 15 minutes.',
  },
  no_seed: {
    en: 'This needs a second factor, and resus.yaml has no `totp` for you under `people`.',
    fr: 'Un second facteur est requis, et resus.yaml n’a pas de `totp` pour vous sous `people`.',
  },
};
