import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portalApp } from '#test/fakes/caprover-app.ts';
import { shopDeployments } from '#test/fakes/coolify-app.ts';
import { mainHead, releaseHead, startGitServer } from '#test/fakes/git-server.ts';
import type { Listening } from '#test/fakes/listen.ts';
import * as onCaprover from './on-caprover.ts';
import * as onCoolify from './on-coolify.ts';

let git: Listening;
beforeAll(async () => {
  git = await startGitServer();
});
afterAll(() => git.close());
const from = (path: string, branch = 'main') => ({ repository: { url: `${git.url}${path}`, branch } });

describe('deployed commit and head of the branch', () => {
  onCoolify.eachOnCoolify();
  onCaprover.eachOnCaprover();

  test('A.C32 A.V12 a fix is in the repository but not deployed', async () => {
    const { verdict, facts } = await onCoolify.diagnose('healthy', undefined, from('/api.git'));
    expect(facts('branch')).toEqual({ remoteHead: mainHead, deployed: false });
    expect([verdict.id, ...verdict.warnings.map(({ id }) => id)]).toEqual(['healthy', 'fix-not-deployed']);
  });
  test('A.C32 the head is deployed', async () => {
    onCoolify.coolify.place.deployments = shopDeployments({ commit: releaseHead });
    const { verdict, facts } = await onCoolify.diagnose('healthy', undefined, from('/api.git', 'release'));
    expect(facts('branch')).toEqual({ remoteHead: releaseHead, deployed: true });
    expect(verdict.warnings).toEqual([]);
  });
  test('a repository that wants a login, or has no such branch, proves nothing', async () => {
    for (const repository of [from('/private.git'), from('/api.git', 'gone')]) {
      const { status, facts } = await onCoolify.diagnose('healthy', undefined, repository);
      expect(status('branch')).toBe('unknown');
      expect(facts('branch')).toEqual({});
    }
  });
  test('C.C26 the short hash that CapRover was told is enough', async () => {
    const versions = [
      {
        version: 12,
        deployedImageName: 'x',
        timeStamp: '2026-11-20T09:00:00.000Z',
        gitHash: mainHead.slice(0, 8),
      },
    ];
    onCaprover.caprover.place.apps = [portalApp({ versions })];
    const { facts } = await onCaprover.diagnose('ok', undefined, from('/api.git'));
    expect(facts('branch')).toMatchObject({ deployed: true });
  });
});
