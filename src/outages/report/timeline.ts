import type { Phrase } from '#base/phrase.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { DeployMarker, Outage, OutageEvent } from '../events.ts';
import { holding, type People } from '#base/join-phrases.ts';
import { outageLines } from './timeline-outage.ts';
import { planLines } from './timeline-plan.ts';
import { runLines } from './timeline-run.ts';

/** `call` is what Resus asks of people: reminders and escalations. */
export type TimelineKind =
  | 'down'
  | 'up'
  | 'diagnosis'
  | 'plan'
  | 'step'
  | 'person'
  | 'call'
  | 'link'
  | 'deploy'
  | 'resolved';

export type TimelineLine = {
  readonly at: number;
  readonly kind: TimelineKind;
  readonly says: Phrase;
  /** Exactly what ran, for who wants to see it as code. */
  readonly command?: string;
  /** https. */
  readonly link?: string;
};

/** All that happened around an outage, from whoever recorded it. */
export type Story = {
  readonly outage: Outage;
  readonly events: readonly OutageEvent[];
  readonly runs: readonly Run[];
  readonly plans: readonly PlanRun[];
  readonly marks: readonly DeployMarker[];
  /** Names for ids; an id without one is shown as it is. */
  readonly people?: People;
};

/** In the order it happened; of what several records tell, the one that knows most tells it. */
export function timelineOf(story: Story): readonly TimelineLine[] {
  const lines = [
    ...outageLines(story),
    ...runLines(story),
    ...story.plans.flatMap((plan) => planLines(plan, story.people)),
    ...story.marks.map(markLine),
  ];
  return lines.toSorted((a, b) => a.at - b.at);
}

function markLine({ at, kind, says, commit, link }: DeployMarker): TimelineLine {
  return {
    at,
    kind,
    says: holding(
      {
        en: 'Deploy: {says}[ (commit {commit})]',
        fr: 'Déploiement : {says}[ (commit {commit})]',
        with: { commit },
      },
      { says },
    ),
    ...(link === undefined ? {} : { link }),
  };
}
