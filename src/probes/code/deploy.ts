import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { defineProbe } from '../probe.ts';
import { known, needsSudo, noTool, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell, sudoRefused } from '../shell.ts';

/** A deployment within this time is the first suspect. */
const recentS = 3_600;

/** git reads a repository of another user only when told that this is meant; nothing here writes, not even the index. */
export function gitIn(dir: string): string {
  return `GIT_OPTIONAL_LOCKS=0 git -c safe.directory=${quote(dir)} -C ${quote(dir)} --no-pager`;
}

/** Compares the deployed commit, and since when it is deployed, with its branch. */
export const deploy = defineProbe({
  id: 'deploy',
  title: { en: 'Deployed code', fr: 'Code déployé' },
  scope: 'host',
  usualMs: 60,
  facts: {
    dirExists: 'boolean',
    isRepository: 'boolean',
    head: 'string',
    subject: 'string',
    author: 'string',
    committedAt: 'number',
    branch: 'string',
    onBranch: 'boolean',
    detached: 'boolean',
    dirty: 'boolean',
    changedFiles: 'list',
    behind: 'number',
    ahead: 'number',
    deployedAt: 'number',
    deployedAgeS: 'number',
    deployedRecently: 'boolean',
    previous: 'string',
    lastCommits: 'list',
    unfinished: 'string',
  },
  asks: ({ service }) => {
    if (service.deploy === undefined) return undefined;
    return { git: shell(gitCommand(service.deploy)) };
  },
  read: ({ git }, { service, now }) => {
    const text = printed(git) ?? '';
    const dir = service.deploy?.dir ?? '';
    if (/^resus-no-dir$/m.test(text)) {
      return {
        probe: 'deploy',
        status: 'bad' as const,
        facts: { dirExists: false },
        evidence: [quoted(`ls ${dir}`, 'there is no such directory', 'dirExists')],
        says: { en: '{dir} does not exist', fr: '{dir} n’existe pas', with: { dir } },
      };
    }
    if (sudoRefused(text) || /Permission denied|dubious ownership/.test(text))
      return notSeen('deploy', needsSudo(`git -C ${dir}`), [quoted(`git -C ${dir}`, text)]);
    if (/git: not found|command not found/.test(text)) return notSeen('deploy', noTool('git'));
    const part = partsOf(text);
    const [head, at, author, subject] = (part.get('log') ?? '').split('\n')[0]?.split('\u0001') ?? [];
    if (head === undefined || head === '' || at === undefined) {
      const known = /not a git repository/.test(text);
      return {
        ...notSeen('deploy', {
          en: '{dir} is no git repository',
          fr: '{dir} n’est pas un dépôt git',
          with: { dir },
        }),
        facts: known ? { dirExists: true, isRepository: false } : {},
      };
    }
    const nowS = Number((part.get('now') ?? '').trim() || now / 1000);
    const branch = (part.get('branch') ?? '').trim();
    const [behind, ahead] =
      /^(\d+)\s+(\d+)$/m
        .exec(part.get('counts') ?? '')
        ?.slice(1)
        .map(Number) ?? [];
    const moves = lines(part.get('reflog') ?? '').flatMap((line) =>
      /^(\w+) \S*?@\{(\d+)\} (.*)$/.exec(line)?.slice(1) === undefined
        ? []
        : [/^(\w+) \S*?@\{(\d+)\} (.*)$/.exec(line) ?? []],
    );
    const deployedS = moves[0]?.[2] === undefined ? undefined : Number(moves[0][2]);
    const changed = lines(part.get('status') ?? '')
      .filter((line) => !line.startsWith('??'))
      .map((line) => line.slice(3));
    const wanted = service.deploy?.branch;
    const commits = lines(part.get('log') ?? '')
      .map((line) => line.split('\u0001'))
      .map(
        ([hash = '', when = '', , title = '']) =>
          `${hash.slice(0, 8)} ${new Date(Number(when) * 1000).toISOString().slice(0, 16)} ${title}`,
      );
    const ageS = deployedS === undefined ? undefined : Math.max(0, Math.round(nowS - deployedS));
    const unfinished = /^(MERGE_HEAD|REBASE|CHERRY_PICK_HEAD|index\.lock)$/m.exec(
      part.get('unfinished') ?? '',
    )?.[1];
    return {
      probe: 'deploy',
      status: 'ok' as const,
      facts: known({
        dirExists: true,
        isRepository: true,
        head,
        subject,
        author,
        committedAt: Number(at) * 1000,
        branch: branch || undefined,
        onBranch: wanted === undefined ? undefined : branch === wanted,
        detached: branch === '',
        dirty: changed.length > 0,
        changedFiles: changed.length > 0 ? changed.slice(0, 20) : undefined,
        behind,
        ahead,
        deployedAt: deployedS === undefined ? undefined : deployedS * 1000,
        deployedAgeS: ageS,
        deployedRecently: ageS === undefined ? undefined : ageS < recentS,
        previous: moves[1]?.[1],
        lastCommits: commits,
        unfinished,
      }),
      evidence: [
        quoted(
          `git -C ${dir} log`,
          commits.join('\n'),
          'head',
          'subject',
          'author',
          'committedAt',
          'lastCommits',
        ),
        ...(moves.length === 0
          ? []
          : [
              quoted(
                `git -C ${dir} reflog`,
                moves
                  .map(
                    ([, hash, when, what]) =>
                      `${hash} ${new Date(Number(when) * 1000).toISOString()} ${what}`,
                  )
                  .join('\n'),
                'deployedAt',
                'deployedAgeS',
                'deployedRecently',
                'previous',
              ),
            ]),
        ...(changed.length === 0
          ? []
          : [quoted(`git -C ${dir} status --porcelain`, part.get('status') ?? '', 'dirty', 'changedFiles')]),
        ...(behind === undefined
          ? []
          : [
              quoted(
                `git -C ${dir} rev-list`,
                `${behind} behind, ${ahead} ahead of its branch as last fetched`,
                'behind',
                'ahead',
              ),
            ]),
      ],
      says: {
        en: '{head} on {branch}: {subject}',
        fr: '{head} sur {branch} : {subject}',
        with: { head: head.slice(0, 8), branch: branch || '(detached)', subject },
      },
    };
  },
});

function gitCommand({ dir, branch }: NonNullable<Service['deploy']>): string {
  const git = gitIn(dir);
  const upstream = branch === undefined ? '@{u}' : `origin/${branch}`;
  return `[ -d ${quote(dir)} ] || { [ -x ${quote(dir.slice(0, dir.lastIndexOf('/')) || '/')} ] && echo resus-no-dir; exit; }
echo '@log'; ${git} log -n 5 --format='%H%x01%ct%x01%an%x01%s' 2>&1
echo '@now'; date +%s
echo '@branch'; ${git} symbolic-ref -q --short HEAD
echo '@counts'; ${git} rev-list --left-right --count ${quote(upstream)}...HEAD 2>/dev/null
echo '@reflog'; ${git} reflog -n 4 --date=unix --format='%h %gd %gs' 2>/dev/null
echo '@status'; ${git} status --porcelain --untracked-files=no 2>/dev/null | head -n 30
echo '@unfinished'; ls ${quote(dir)}/.git 2>/dev/null | grep -E '^(MERGE_HEAD|CHERRY_PICK_HEAD|index\\.lock)$'`;
}

/** The output cut at its `@name` lines. */
export function partsOf(text: string): Map<string, string> {
  const parts = text.split(/^@(\w+)\n/m);
  const named = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) named.set(parts[at] ?? '', parts[at + 1] ?? '');
  return named;
}
