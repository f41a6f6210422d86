import type { Phrase } from '#base/phrase.ts';
import type { PlanRun, RanStep, Plan } from '#actions/events.ts';
import { commandOf, placedSteps } from './commands.ts';
import { formatDuration } from '#base/format-duration.ts';
import { holding, nameIn, type People } from '#base/join-phrases.ts';
import { endWord, riskWord, stepWord } from '../outage-phrases.ts';
import type { TimelineKind, TimelineLine } from './timeline.ts';

/** A plan's way from being asked for to its end, by its own journal. */
export function planLines(run: PlanRun, people: People | undefined): TimelineLine[] {
  const { title } = run.plan;
  const name = (id: string): string => nameIn(people, id);
  const line = (at: number, outer: Phrase, kind: TimelineKind = 'plan', parts = {}): TimelineLine => ({
    at,
    kind,
    says: holding(outer, { title, ...parts }),
  });
  const { reminded, cancelledBy, cancelAskedAt, startedAt } = run;
  return [
    line(run.plannedAt, askedSays(run, name), 'plan', { risk: riskWord[run.plan.risk] }),
    ...run.approvals.map((approval) => line(approval.at, approvalSays(approval, name), 'person')),
    ...(reminded === undefined
      ? []
      : [
          line(
            reminded.at,
            {
              en: 'Reminder to {to}: “{title}” waits for approval',
              fr: 'Rappel à {to} : « {title} » attend une approbation',
              with: { to: reminded.to.map(name).join(', ') },
            },
            'call',
          ),
        ]),
    ...(startedAt === undefined ? [] : [line(startedAt, startSays)]),
    ...(cancelledBy === undefined || cancelAskedAt === undefined
      ? []
      : [line(cancelAskedAt, { ...stopSays, with: { by: name(cancelledBy.id) } }, 'person')]),
    ...run.ran.map((step) => stepLine(run.plan, step)),
    ...run.proving.map(({ at, host }) => line(at, { ...provingSays, with: { host } })),
    ...(isProvenAtOnce(run)
      ? []
      : run.verified.map((one) =>
          line(one.at, { ...(one.ok ? provenSays : notProvenSays), with: { host: one.host, ...held(one) } }),
        )),
    ...endLines(run, name),
  ];
}

function askedSays({ requester, needs }: PlanRun, name: (id: string) => string): Phrase {
  const values = { with: { by: name(requester.id), need: needs.need === 0 ? undefined : needs.need } };
  return {
    en: '{by} asks for “{title}”, {risk}[, approvals needed: {need}]',
    fr: '{by} demande « {title} », {risk}[, approbations nécessaires : {need}]',
    ...values,
  };
}

function approvalSays(
  { by, breakGlass, secondFactor }: PlanRun['approvals'][number],
  name: (id: string) => string,
): Phrase {
  if (breakGlass !== undefined)
    return {
      en: '{by} approves “{title}” alone, breaking the glass: {reason}',
      fr: '{by} approuve « {title} » seul, en brisant la glace : {reason}',
      with: { by: name(by.id), reason: breakGlass },
    };
  return secondFactor === true
    ? {
        en: '{by} approves “{title}”, with a second factor',
        fr: '{by} approuve « {title} », avec un second facteur',
        with: { by: name(by.id) },
      }
    : { en: '{by} approves “{title}”', fr: '{by} approuve « {title} »', with: { by: name(by.id) } };
}

/** Told when its outcome was: what is still open began then. */
function stepLine(plan: Plan, { step, beganAt, endedAt, result, unknown }: RanStep): TimelineLine {
  const placed = placedSteps(plan).find((one) => one.step.id === step);
  const host = placed?.host;
  const command = placed === undefined ? step : commandOf(placed.step.doing);
  const code = result?.code === undefined || result.code === 0 ? undefined : result.code;
  const pid = result?.stillRunning?.pid;
  const isRollback = placed?.isRollback === true;
  const outer: Phrase = {
    en: `${isRollback ? 'Rollback' : 'Step'}[ on {host}]: {outcome}[, exit code {code}][, still running as pid {pid}]`,
    fr: `${isRollback ? 'Retour en arrière' : 'Étape'}[ sur {host}] : {outcome}[, code {code}][, tourne encore, pid {pid}]`,
    with: { host, code, pid },
  };
  return {
    at: endedAt ?? beganAt,
    kind: 'step',
    says: holding(outer, { outcome: outcomeOf(result, unknown) }),
    command,
  };
}

export function outcomeOf(result: RanStep['result'], unknown: Phrase | undefined): Phrase {
  if (unknown !== undefined)
    return holding({ en: 'outcome unknown: {says}', fr: 'issue inconnue : {says}' }, { says: unknown });
  if (result === undefined) return { en: 'begun, no outcome yet', fr: 'commencée, pas encore d’issue' };
  if (result.toldBy === 'person')
    return result.outcome === 'succeeded'
      ? { en: 'done, says a person who looked', fr: 'faite, dit une personne qui a regardé' }
      : { en: 'not done, says a person who looked', fr: 'pas faite, dit une personne qui a regardé' };
  return holding(
    { en: '{word} after {span}', fr: '{word} après {span}' },
    { word: stepWord[result.outcome], span: formatDuration(result.tookMs) },
  );
}

/** With one proof only, its end tells it. */
function isProvenAtOnce({ end, verified }: PlanRun): boolean {
  return end?.type === 'ended' && end.end === 'fixed' && verified.length === 1;
}

function held({ checks }: PlanRun['verified'][number]): { readonly good: number; readonly of: number } {
  return { good: checks.filter(({ ok }) => ok).length, of: checks.length };
}

function endLines(run: PlanRun, name: (id: string) => string): TimelineLine[] {
  const { end, plan } = run;
  if (end === undefined) return [];
  const { title } = plan;
  if (end.type === 'ended') {
    const [proof] = isProvenAtOnce(run) ? run.verified : [];
    const outer = {
      en: '“{title}”: {word}[ ({good} of {of} checks hold)]. {says}',
      fr: '« {title} » : {word}[ ({good} contrôles sur {of} tiennent)]. {says}',
      with: proof === undefined ? {} : held(proof),
    };
    const says = holding(outer, { title, word: endWord[end.end], says: end.says });
    return [{ at: end.at, kind: 'plan', says }];
  }
  const by = name(end.by.id);
  const outer =
    end.type === 'denied'
      ? {
          en: '{by} denies “{title}”: {reason}',
          fr: '{by} refuse « {title} » : {reason}',
          with: { by, reason: end.reason },
        }
      : { en: '{by} takes “{title}” back', fr: '{by} retire « {title} »', with: { by } };
  return [{ at: end.at, kind: 'person', says: holding(outer, { title }) }];
}

const startSays: Phrase = { en: '“{title}” starts', fr: '« {title} » démarre' };
const stopSays: Phrase = { en: '{by} asks to stop “{title}”', fr: '{by} demande l’arrêt de « {title} »' };
const provingSays: Phrase = {
  en: 'Proving “{title}” from outside[, for {host}]',
  fr: 'Preuve de « {title} » depuis l’extérieur[, pour {host}]',
};
const provenSays: Phrase = {
  en: '“{title}”[ on {host}] is proven: {good} of {of} checks hold',
  fr: '« {title} »[ sur {host}] est prouvé : {good} contrôles sur {of} tiennent',
};
const notProvenSays: Phrase = {
  en: '“{title}”[ on {host}] did not cure: {good} of {of} checks hold',
  fr: '« {title} »[ sur {host}] n’a pas guéri : {good} contrôles sur {of} tiennent',
};
