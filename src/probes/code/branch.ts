import { quote } from '#base/quote.ts';
import { gitIn, partsOf } from './deploy.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';

/** A repository server that takes longer is not worth waiting for: the verdict does not rest on it. */
const timeoutS = 2;

/** Is the head of the branch in the repository what is deployed? Asked of the repository server, nothing is fetched. */
export const branch = defineProbe({
  id: 'branch',
  title: { en: 'Newest code', fr: 'Code le plus récent' },
  scope: 'host',
  usualMs: 600,
  facts: { remoteHead: 'string', deployed: 'boolean' },
  asks: ({ service }) => {
    if (service.deploy?.branch === undefined) return undefined;
    const git = gitIn(service.deploy.dir);
    const ref = quote(`refs/heads/${service.deploy.branch}`);
    return {
      remote: shell(
        `echo '@head'; ${git} rev-parse HEAD 2>&1; echo '@remote'; GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND='ssh -oBatchMode=yes -oConnectTimeout=${timeoutS}' GIT_OPTIONAL_LOCKS=0 timeout ${timeoutS} git -c safe.directory=${quote(service.deploy.dir)} -C ${quote(service.deploy.dir)} ls-remote origin ${ref} 2>&1 | head -n 3`,
        (timeoutS + 2) * 1_000,
      ),
    };
  },
  read: ({ remote }, { service }) => {
    const parts = partsOf(printed(remote) ?? '');
    const head = /^([0-9a-f]{40})$/m.exec(parts.get('head') ?? '')?.[1];
    const remoteHead = /^([0-9a-f]{40})\s/m.exec(parts.get('remote') ?? '')?.[1];
    if (head === undefined || remoteHead === undefined)
      return notSeen('branch', {
        en: 'the repository could not be asked',
        fr: 'le dépôt n’a pas pu être interrogé',
      });
    const deployed = head === remoteHead;
    return {
      probe: 'branch',
      status: 'ok' as const,
      facts: known({ remoteHead, deployed }),
      evidence: [
        quoted(
          `git ls-remote origin ${service.deploy?.branch ?? ''}`,
          `${remoteHead}\nHEAD ${head}`,
          'remoteHead',
          'deployed',
        ),
      ],
      says: deployed
        ? {
            en: 'the head of {branch} is deployed',
            fr: 'la tête de {branch} est déployée',
            with: { branch: service.deploy?.branch },
          }
        : {
            en: 'the head of {branch} is not deployed yet',
            fr: 'la tête de {branch} n’est pas encore déployée',
            with: { branch: service.deploy?.branch },
          },
    };
  },
});
