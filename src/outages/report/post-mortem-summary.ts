import { type Locale, type Phrase, say } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { plain, utc } from './markdown.ts';
import { allOf, holding, unended } from '#base/join-phrases.ts';
import { ranMs } from './availability-metrics.ts';
import { confidenceWord } from '../outage-phrases.ts';
import { deployBefore, type Facts } from './post-mortem-facts.ts';

/** A few sentences, each of facts only: what happened, after what, why, and what ended it. */
export function summarySection(facts: Facts, locale: Locale): string {
  return [happened(facts), ...after(facts), why(facts), ended(facts)]
    .map((phrase) => plain(say(locale, phrase)))
    .join(' ');
}

function happened({ service, outage, end, measures }: Facts): Phrase {
  const values = {
    service: service.title ?? service.name,
    from: utc(outage.since),
    to: end === undefined ? undefined : utc(end),
    times: outage.downs.length > 1 ? outage.downs.length : undefined,
  };
  const outer: Phrase =
    end === undefined
      ? {
          en: '{service} has been down since {from}, for {span} so far[, in {times} stretches].',
          fr: '{service} est en panne depuis le {from}, soit {span} à ce jour[, en {times} fois].',
        }
      : {
          en: '{service} was down for {span}, between {from} and {to}[, in {times} stretches].',
          fr: '{service} a été en panne pendant {span}, entre le {from} et le {to}[, en {times} fois].',
        };
  return holding({ ...outer, with: values }, { span: formatDuration(measures.downMs) });
}

/** A deploy just before is no proof, but the first thing anyone asks about. */
function after(facts: Facts): Phrase[] {
  const deploy = deployBefore(facts);
  if (deploy === undefined) return [];
  return [
    holding(
      {
        en: 'It began {span} after a deploy: {says}.',
        fr: 'La panne a commencé {span} après un déploiement : {says}.',
      },
      { span: formatDuration(facts.outage.since - deploy.at), says: deploy.says },
    ),
  ];
}

function why({ main, causes, outage }: Facts): Phrase {
  const [first] = causes;
  if (main === undefined || first === undefined) {
    const known = outage.runs.findLast(({ verdict }) => verdict?.outcome === 'faulty')?.verdict;
    if (known === undefined) return { en: 'No cause was proven.', fr: 'Aucune cause n’a été prouvée.' };
    return holding(
      {
        en: 'Cause: {headline} (its evidence is no longer stored).',
        fr: 'Cause : {headline} (ses preuves ne sont plus stockées).',
      },
      { headline: unended(known.headline) },
    );
  }
  const more = causes.length > 1 ? causes.length - 1 : undefined;
  return holding(
    {
      en: 'Cause: {headline} ({confidence})[; {more} more below].',
      fr: 'Cause : {headline} ({confidence})[ ; {more} de plus, plus bas].',
      with: { more },
    },
    { headline: unended(main.verdict.headline), confidence: confidenceWord[main.verdict.confidence] },
  );
}

function ended({ cure, end, isSaid, name }: Facts): Phrase {
  if (cure !== undefined) {
    const by = allOf(cure.approvals.map((approval) => name(approval.by.id)));
    return holding(
      {
        en: '“{title}”[, approved by {by},] fixed it: proven from outside {span} after its start.',
        fr: '« {title} »[, approuvé par {by},] l’a réparé : preuve faite de l’extérieur {span} après son départ.',
      },
      {
        title: cure.plan.title,
        span: formatDuration(ranMs(cure) ?? 0),
        ...(cure.approvals.length === 0 ? {} : { by }),
      },
    );
  }
  if (isSaid)
    return {
      en: 'It was said to be over: nothing that Resus was told saw it come back.',
      fr: 'Il a été dit terminé : rien de ce qui fut signalé à Resus ne l’a vu revenir.',
    };
  return end === undefined
    ? { en: 'Nothing was proven to fix it yet.', fr: 'Rien n’a encore prouvé le réparer.' }
    : {
        en: 'It came back without an action of Resus that was proven to cure it.',
        fr: 'Il est revenu sans qu’il soit prouvé qu’une action de Resus l’ait réparé.',
      };
}
