import { type Locale, type Phrase, say } from '#base/phrase.ts';
import type { PlanRun, RanStep, PlanStage } from '#actions/events.ts';
import { commandOf, placedSteps } from './commands.ts';
import {
  bullets,
  fenced,
  inlineCode,
  labelled,
  speaking,
  stacked,
  table,
  utc,
  utcClock,
  utcDay,
} from './markdown.ts';
import { planWord, riskWord } from '../outage-phrases.ts';
import { linkTo } from './post-mortem-board.ts';
import type { Facts } from './post-mortem-facts.ts';
import { outcomeOf } from './timeline-plan.ts';

/** Lists the changes around it, told by pipelines and seen on the hosts. */
export function changesSection({ marks, looks }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const told = marks.map(({ at, says, commit, link }) =>
    [
      `${utc(at)} — ${t(says)}`,
      ...(commit === undefined ? [] : [`commit ${inlineCode(commit)}`]),
      ...(link === undefined ? [] : [linkTo(link)]),
    ].join(' — '),
  );
  const found = new Map<string, string>();
  for (const { verdict, askedAt } of looks)
    for (const one of verdict.changed) {
      const { what, at } = changeOf(one, askedAt);
      if (!found.has(what))
        found.set(
          what,
          t({ ...(at === undefined ? seenAt : changedAt), with: { what, at: at ?? utc(askedAt) } }),
        );
    }
  const lines = [...told, ...found.values()];
  return lines.length === 0 ? t(noChange) : bullets(lines);
}

/** A host says how long ago; the report is read long after. */
function changeOf(said: string, askedAt: number): { readonly what: string; readonly at?: string } {
  const [, minutes, what] = /^(\d+) min ago: (.+)$/s.exec(said) ?? [];
  if (minutes === undefined || what === undefined) return { what: said };
  const at = askedAt - Number(minutes) * 60_000;
  return {
    what: what.replace(/^(\w+): (\/\S+)$/, '$1 ($2)'),
    at: `${utcDay(at)} ${utcClock(at).slice(0, 5)} UTC`,
  };
}

export function triedSection(facts: Facts, locale: Locale): string {
  const { plans, cure } = facts;
  const t = speaking(locale);
  if (plans.length === 0) return t({ en: 'No action of Resus.', fr: 'Aucune action de Resus.' });
  const fix =
    cure === undefined
      ? t({
          en: 'No action was proven to cure it.',
          fr: 'Il n’est prouvé d’aucune action qu’elle l’ait guéri.',
        })
      : t({
          en: 'The fix: “{title}” ({id}).',
          fr: 'Le correctif : « {title} » ({id}).',
          with: { title: say(locale, cure.plan.title), id: cure.id },
        });
  return stacked([fix, ...plans.map((plan, i) => planPart(plan, i + 1, facts, locale))]);
}

function planPart(run: PlanRun, number: number, facts: Facts, locale: Locale): string {
  const t = speaking(locale);
  const { plan, requester, plannedAt, end } = run;
  const how = end?.type === 'ended' ? say(locale, end.says) : end?.type === 'denied' ? end.reason : '';
  const values = { by: facts.name(requester.id), at: utc(plannedAt) };
  return stacked([
    `### ${number}\\. ${t(plan.title)} — ${t(planWord(run.state, run.outcome))}`,
    bullets([
      t({ en: 'Requested by {by}, {at}', fr: 'Demandé par {by}, {at}', with: values }),
      labelled(locale, `${inlineCode(plan.action)}, ${t(riskWord[plan.risk])}`, t(plan.riskWhy)),
      ...evidenceOf(run, locale),
      ...approvalsOf(run, facts, locale),
      ...(how === '' ? [] : [t({ en: 'Outcome: {how}', fr: 'Issue : {how}', with: { how } })]),
      labelled(locale, t(planAndDigest), `${inlineCode(run.id)}, ${inlineCode(run.digest)}`),
    ]),
    `**${t({ en: 'Its exact commands', fr: 'Ses commandes exactes' })}**`,
    ...plan.stages.map((stage) => fenced(commandsOf(stage, locale))),
    ...stepsOf(run, locale),
  ]);
}

function evidenceOf({ plan: { evidence } }: PlanRun, locale: Locale): string[] {
  const seen = evidence.facts.map(
    ({ probe, host, fact, value }) =>
      inlineCode(`${probe}.${fact} = ${value}`) + (host === undefined ? '' : ` · ${inlineCode(host)}`),
  );
  const from = [evidence.verdictId, evidence.runId].flatMap((id) => (id === undefined ? [] : inlineCode(id)));
  const all = [...from, ...seen];
  const t = speaking(locale);
  const none = t({ en: 'none: it was asked for', fr: 'rien : demandé tel quel' });
  return [
    labelled(locale, t({ en: 'Rests on', fr: 'Repose sur' }), all.length === 0 ? none : all.join(', ')),
  ];
}

function approvalsOf({ approvals, needs, end }: PlanRun, { name }: Facts, locale: Locale): string[] {
  const t = speaking(locale);
  const yes = approvals.map(({ by, at, breakGlass, secondFactor }) =>
    t({
      en: 'Approved by {by}, {at}[, with a second factor{second}][, alone, breaking the glass: {reason}]',
      fr: 'Approuvé par {by}, {at}[, avec un second facteur{second}][, seul, en brisant la glace : {reason}]',
      with: {
        by: name(by.id),
        at: utc(at),
        second: secondFactor === true ? '' : undefined,
        reason: breakGlass,
      },
    }),
  );
  if (yes.length > 0) return yes;
  if (end?.type === 'denied' || end?.type === 'withdrawn')
    return [
      t({
        en: 'Turned down by {by}, {at}',
        fr: 'Écarté par {by}, {at}',
        with: { by: name(end.by.id), at: utc(end.at) },
      }),
    ];
  return [
    needs.need === 0
      ? t({
          en: 'Approved by the policy: it needs nobody',
          fr: 'Approuvé par la politique : personne n’est requis',
        })
      : t({ en: 'Approved by nobody', fr: 'Approuvé par personne' }),
  ];
}

function commandsOf({ host, login, steps, rollback }: PlanStage, locale: Locale): string {
  const where = login === undefined ? host : `${login.host} (${login.user}@${login.address})`;
  return [
    ...(where === undefined ? [] : [`# ${where}`]),
    ...steps.map(({ doing }) => commandOf(doing)),
    ...(rollback.length === 0
      ? []
      : [`# ${say(locale, { en: 'if it does not cure', fr: 'si cela ne guérit pas' })}`]),
    ...rollback.map(({ doing }) => commandOf(doing)),
  ].join('\n');
}

/** Enough of what a failing step printed to know why; the thread has the rest. */
const outputChars = 1500;

function stepsOf(run: PlanRun, locale: Locale): string[] {
  const t = speaking(locale);
  if (run.ran.length === 0) return [t({ en: 'Nothing of it ran.', fr: 'Rien n’en a été exécuté.' })];
  const head = [
    { en: 'Step', fr: 'Étape' },
    { en: 'Host', fr: 'Hôte' },
    { en: 'Begun', fr: 'Début' },
    { en: 'Outcome', fr: 'Issue' },
  ];
  const placed = new Map(placedSteps(run.plan).map((one) => [one.step.id, one]));
  const rows = run.ran.map(({ step, beganAt, result, unknown }) => [
    t(placed.get(step)?.step.says ?? { en: step, fr: step }),
    inlineCode(placed.get(step)?.host ?? '–'),
    utc(beganAt),
    t(outcomeOf(result, unknown)),
  ]);
  return [table(head.map(t), rows), ...run.ran.flatMap(failedOutput)];
}

function failedOutput({ step, result }: RanStep): string[] {
  if (result === undefined || result.outcome === 'succeeded' || result.output.trim() === '') return [];
  return [`${inlineCode(step)}:`, fenced(result.output.slice(-outputChars))];
}

/** Before and after, as seen from outside: a table for each proof. */
export function verificationSection({ plans }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const head = [
    { en: 'Check', fr: 'Contrôle' },
    { en: 'Before', fr: 'Avant' },
    { en: 'After', fr: 'Après' },
    { en: 'Holds', fr: 'Tient' },
  ];
  const proofs = plans.flatMap(({ plan, verified }) =>
    verified
      .filter(({ checks }) => checks.length > 0)
      .flatMap(({ host, checks }) => [
        `**${t(plan.title)}${host === undefined ? '' : ` · ${inlineCode(host)}`}**`,
        table(
          head.map(t),
          checks.map(({ about, before, after, ok }) => [
            t(about),
            t(before),
            t(after),
            t(ok ? { en: 'yes', fr: 'oui' } : { en: 'no', fr: 'non' }),
          ]),
        ),
      ]),
  );
  return proofs.length === 0 ? t(nothingVerified) : stacked(proofs);
}

const changedAt: Phrase = {
  en: 'about {at} — changed on the host: {what}',
  fr: 'vers {at} — changé sur l’hôte : {what}',
};
const seenAt: Phrase = { en: '{what} (seen on the host at {at})', fr: '{what} (vu sur l’hôte à {at})' };
const planAndDigest: Phrase = { en: 'Plan and digest', fr: 'Plan et empreinte' };
const noChange: Phrase = {
  en: 'None was told by a pipeline or seen on the hosts in this time. Fill in what Resus could not see.',
  fr: 'Aucun n’a été signalé ni vu sur les hôtes à ce moment. À compléter de ce que Resus n’a pu voir.',
};
const nothingVerified: Phrase = {
  en: 'No action came as far as being proven.',
  fr: 'Aucune action n’est allée jusqu’à la preuve.',
};
