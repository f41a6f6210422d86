import type { Phrase } from '#base/phrase.ts';
import type { DeployMarker, Outage, OutageEvent } from '../events.ts';
import { holding } from '#base/join-phrases.ts';
import type { PlanRun } from '#actions/events.ts';
import type { ChartMark } from './outage-chart-marks.ts';

/** What a chart of an outage marks: what was seen, decided and done, and what changed around it. */
export function outageMarks(
  outage: Outage,
  events: readonly OutageEvent[],
  plans: readonly PlanRun[],
  marks: readonly DeployMarker[],
): ChartMark[] {
  return [
    ...outage.downs.flatMap(({ from, to }): ChartMark[] => [
      { at: from, kind: 'down', label: { en: 'down', fr: 'panne' } },
      ...(to === undefined
        ? []
        : [{ at: to, kind: 'up', label: { en: 'up again', fr: 'rétabli' } } as const]),
    ]),
    ...events.flatMap((event): ChartMark[] =>
      event.type === 'diagnosed' && !event.verdict.provisional
        ? [{ at: event.at, kind: 'verdict', label: event.verdict.headline }]
        : [],
    ),
    ...plans.flatMap((run): ChartMark[] => [
      ...run.approvals.slice(-1).map(({ at }): ChartMark => ({ at, kind: 'approved', label: approved(run) })),
      ...(run.startedAt === undefined
        ? []
        : [{ at: run.startedAt, kind: 'action', label: run.plan.title } as const]),
    ]),
    ...marks.map(({ at, says }): ChartMark => ({ at, kind: 'deploy', label: holding(deployed, { says }) })),
  ];
}

const deployed: Phrase = { en: 'deploy: {says}', fr: 'déploiement : {says}' };

function approved({ plan }: PlanRun): Phrase {
  return { en: 'approved: {action}', fr: 'approuvé : {action}', with: { action: plan.action } };
}
