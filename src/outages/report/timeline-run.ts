import type { Phrase } from '#base/phrase.ts';
import type { Run } from '#diagnosis/events.ts';
import { holding, nameIn, type People } from '#base/join-phrases.ts';
import type { OutageVerdict } from '../events.ts';
import type { Story, TimelineLine } from './timeline.ts';

/** What runs tell that the outage's own events do not: diagnoses that somebody asked for beside it. */
export function runLines({ events, runs, people }: Story): TimelineLine[] {
  const asked = new Set(events.flatMap((event) => (event.type === 'diagnosis_asked' ? event.runId : [])));
  const ended = new Set(
    events.flatMap((event) =>
      event.type === 'diagnosed' || event.type === 'diagnosis_failed' ? event.runId : [],
    ),
  );
  return runs.flatMap((run): TimelineLine[] => [
    ...(asked.has(run.id) ? [] : [askedLine(run, people)]),
    ...(ended.has(run.id) ? [] : endedLines(run, people)),
  ]);
}

function askedLine({ askedAt, trigger }: Run, people: People | undefined): TimelineLine {
  const by = nameIn(people, trigger.actor);
  const says = { en: '{by} asks for a diagnosis', fr: '{by} demande un diagnostic', with: { by } };
  return { at: askedAt, kind: 'diagnosis', says };
}

function endedLines(run: Run, people: People | undefined): TimelineLine[] {
  const { verdict, failure, askedAt, tookMs } = run;
  const at = askedAt + (tookMs ?? 0);
  if (verdict !== undefined) return [{ at, kind: 'diagnosis', says: verdictSaid(verdict, run, people) }];
  if (failure === undefined) return [];
  const says = holding(
    { en: 'Diagnosis failed: {says}', fr: 'Diagnostic échoué : {says}' },
    { says: failure },
  );
  return [{ at, kind: 'diagnosis', says }];
}

/** A verdict in a line, and what people said of it since. */
export function verdictSaid(
  { headline, provisional }: Pick<OutageVerdict, 'headline' | 'provisional'>,
  run: Run | undefined,
  people: People | undefined,
  root?: string,
): Phrase {
  const said = (isRight: boolean): string | undefined => {
    const names = (run?.ratings ?? [])
      .filter((rating) => rating.isRight === isRight)
      .map(({ by }) => nameIn(people, by));
    return names.length === 0 ? undefined : names.join(', ');
  };
  const values = { root, right: said(true), wrong: said(false) };
  const outer = provisional
    ? { en: 'Provisional verdict: {headline}', fr: 'Verdict provisoire : {headline}' }
    : {
        en: 'Verdict: {headline}[ (shared root: {root})][ — right, says {right}][ — wrong, says {wrong}]',
        fr: 'Verdict : {headline}[ (racine commune : {root})][ — juste, dit {right}][ — faux, dit {wrong}]',
      };
  return holding({ ...outer, with: values }, { headline });
}
