import { type Fields, fieldsOf, listOf, textOf } from '#base/fields.ts';
import type { Evidence } from '#catalog/observation.ts';
import { quoted } from '../make-observation.ts';
import { ageOf, type PlatformFacts, recentS } from './facts.ts';

type Row = {
  readonly id: string;
  readonly status: string;
  readonly commit: string | undefined;
  readonly isRestart: boolean;
  readonly isPreview: boolean;
  readonly ageS: number | undefined;
  readonly message: string;
};

/** Coolify's rows, newest first: what is deployed, what was tried last, and what worked before it. */
export function readDeployments(
  body: unknown,
  images: unknown,
  now: number,
): { facts: PlatformFacts; evidence: Evidence[] } {
  const rows = listOf(fieldsOf(body)['deployments'])
    .map((row) => rowOf(fieldsOf(row), now))
    .filter(({ isPreview }) => !isPreview);
  const [last] = rows;
  if (last === undefined) return { facts: {}, evidence: [] };
  const deployed = rows.find(({ status, commit }) => status === 'finished' && commit !== undefined);
  // A restart keeps the code: what it restarted is older.
  const built = rows.find(({ status, isRestart }) => status === 'finished' && !isRestart);
  const good = lastGoodIn(rows, deployed);
  const kept = keptImages(images);
  const newerFailed = rows
    .slice(0, deployed === undefined ? rows.length : rows.indexOf(deployed))
    .some(({ status }) => status === 'failed');
  return {
    facts: {
      building: last.status === 'queued' || last.status === 'in_progress',
      lastDeployment: last.id,
      lastDeploymentStatus: last.status,
      lastDeploymentCommit: last.commit,
      lastDeploymentAgeS: last.ageS,
      newerFailed,
      deployedCommit: deployed?.commit,
      deployedAgeS: built?.ageS,
      deployedRecently: built?.ageS === undefined ? undefined : built.ageS < recentS,
      lastGood: good?.commit,
      lastGoodKept: good?.commit === undefined ? undefined : kept?.has(good.commit),
    },
    evidence: [
      quoted(
        'Coolify: deployments',
        rows.slice(0, 5).map(lineOf).join('\n'),
        'building',
        'lastDeployment',
        'lastDeploymentStatus',
        'lastDeploymentCommit',
        'lastDeploymentAgeS',
        'newerFailed',
        'deployedCommit',
        'deployedAgeS',
        'deployedRecently',
      ),
      ...(good === undefined
        ? []
        : [
            quoted(
              'Coolify: deployments, rollback-images',
              `${lineOf(good)}${kept === undefined ? '' : `\nimages kept: ${[...kept].join(', ') || 'none'}`}`,
              'lastGood',
              'lastGoodKept',
            ),
          ]),
    ],
  };
}

/** The newest that finished, was really built, and is another commit than what is there now. */
function lastGoodIn(rows: readonly Row[], deployed: Row | undefined): Row | undefined {
  return rows.find(
    ({ status, isRestart, commit }) =>
      status === 'finished' && !isRestart && commit !== undefined && commit !== deployed?.commit,
  );
}

function rowOf(row: Fields, now: number): Row {
  const commit = textOf(row['commit']);
  return {
    id: textOf(row['deployment_uuid']) ?? '',
    status: textOf(row['status']) ?? '',
    // "HEAD" names no commit.
    commit: commit === 'HEAD' ? undefined : commit,
    isRestart: row['restart_only'] === true,
    isPreview: Number(row['pull_request_id'] ?? 0) !== 0,
    ageS: ageOf(row['finished_at'] ?? row['updated_at'] ?? row['created_at'], now),
    message: (textOf(row['commit_message']) ?? '').split('\n')[0]?.slice(0, 80) ?? '',
  };
}

function lineOf({ status, commit, isRestart, ageS, message }: Row): string {
  const when = ageS === undefined ? '' : ` · ${Math.round(ageS / 60)} min ago`;
  return `${status} · ${commit?.slice(0, 8) ?? '?'} ${message}${isRestart ? ' (restart only)' : ''}${when}`;
}

function keptImages(body: unknown): Set<string> | undefined {
  const images = fieldsOf(body)['images'];
  // An empty list is also what a Coolify tells that cannot reach its server.
  const tags = listOf(images).flatMap((image) => textOf(fieldsOf(image)['tag']) ?? []);
  return tags.length === 0 ? undefined : new Set(tags);
}
