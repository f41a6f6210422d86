import { textOf } from '#base/fields.ts';
import type { HttpAsk, PlatformAnswer } from '#catalog/ask.ts';
import { branch } from '../code/branch.ts';
import { defineProbe } from '../probe.ts';
import { notSeen, quoted } from '../make-observation.ts';
import {
  bodyOf,
  caproverAsk,
  caproverPaths,
  coolifyAsk,
  coolifyPaths,
  type OnPlatform,
  onPlatform,
} from './answer.ts';
import { appIn, readDefinition } from './caprover.ts';
import { readDeployments } from './deployments.ts';
import type { Target } from '../probe.ts';

/** A repository server that takes longer is not worth waiting for: the verdict does not rest on it. */
const timeoutMs = 3_000;

/** Is the head of the branch what the platform has deployed? Git's own list of refs is read, nothing is fetched. */
export const platformBranch = defineProbe({
  id: 'branch',
  title: { en: 'Newest code', fr: 'Code le plus récent' },
  scope: 'outside',
  usualMs: 500,
  facts: branch.facts,
  asks: ({ service }) => {
    const on = onPlatform(service);
    const { repository } = service;
    if (on === undefined || repository === undefined) return undefined;
    const refs: HttpAsk = {
      via: 'http',
      method: 'GET',
      url: `${repository.url.replace(/\/$/, '')}/info/refs?service=git-upload-pack`,
      timeoutMs,
    };
    const deployed =
      on.kind === 'coolify' ? coolifyAsk(coolifyPaths.deployments(on.name)) : caproverAsk(caproverPaths.apps);
    return { refs, deployed };
  },
  read: ({ refs, deployed: answer }, target) => {
    const on = onPlatform(target.service);
    const name = target.service.repository?.branch ?? '';
    const remoteHead =
      refs.outcome === 'answered' && refs.status === 200 ? headOf(refs.body, name) : undefined;
    if (remoteHead === undefined)
      return notSeen('branch', {
        en: 'the repository tells no head of {name} without a login',
        fr: 'le dépôt ne dit pas la tête de {name} sans identification',
        with: { name },
      });
    const commit = on === undefined ? undefined : deployedCommit(on, answer, target);
    if (commit === undefined)
      return notSeen('branch', {
        en: 'the platform names no deployed commit',
        fr: 'la plateforme ne nomme aucun commit déployé',
      });
    // CapRover is given whatever the push said, often a short hash.
    const deployed = remoteHead.startsWith(commit) || commit.startsWith(remoteHead);
    return {
      probe: 'branch',
      status: 'ok' as const,
      facts: { remoteHead, deployed },
      evidence: [
        quoted(
          `refs of ${target.service.repository?.url}`,
          `${remoteHead} refs/heads/${name}\ndeployed: ${commit}`,
          'remoteHead',
          'deployed',
        ),
      ],
      says: deployed
        ? { en: 'the head of {name} is deployed', fr: 'la tête de {name} est déployée', with: { name } }
        : {
            en: 'the head of {name} is not deployed yet',
            fr: 'la tête de {name} n’est pas encore déployée',
            with: { name },
          },
    };
  },
});

/** The shortest that names a commit without doubt in practice. */
const shortest = 7;

function deployedCommit(
  on: OnPlatform,
  answer: PlatformAnswer,
  { service, now }: Target,
): string | undefined {
  const body = bodyOf(answer);
  const app = on.kind === 'caprover' ? appIn(body, on.name) : undefined;
  const facts =
    app === undefined
      ? readDeployments(body, undefined, now).facts
      : readDefinition(app, body, undefined, service, now).facts;
  const commit = textOf(facts.deployedCommit);
  return commit !== undefined && commit.length >= shortest && /^[0-9a-f]+$/.test(commit) ? commit : undefined;
}

/** A line of the list is `<length><hash> refs/heads/<name>`; the first one carries capabilities after a NUL. */
function headOf(body: string, name: string): string | undefined {
  for (const line of body.split('\n')) {
    const [, hash, ref] = /^(?:0000)?[0-9a-f]{4}([0-9a-f]{40}) ([^\0]+)/.exec(line) ?? [];
    if (ref === `refs/heads/${name}`) return hash;
  }
  return undefined;
}
