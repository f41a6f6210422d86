import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { createClients } from './client.ts';
import { createOwnTeam } from './own-team.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createIdentity } from './identity.ts';
import { cannotAsk, noScope, unfit } from './identity-refusals.ts';
import { scaled } from '#test/scaled.ts';

describe('who is served', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await startWorkspace();
  });
  afterEach(() => workspace.stop());

  function identityAt(clock: { time: number }) {
    const log = createQuietLog();
    const client = createClients(workspace, log).interactive;
    return createIdentity({ client, ownTeam: createOwnTeam(client), log }, { now: () => clock.time });
  }

  test('a full member is, and a burst of questions asks Slack once', async () => {
    const identity = identityAt({ time: 0 });
    const asked = Array.from({ length: 20 }, () => identity.whyNot('U0ROSA', 'look'));
    expect(await Promise.all(asked)).toEqual(Array(20).fill(undefined));
    expect(workspace.calls('users.info')).toHaveLength(1);
  });

  test('bots, the deactivated, guests and strangers are not, each with the reason', async () => {
    const identity = identityAt({ time: 0 });
    workspace.team.change('U0AMARA', { deleted: true });
    workspace.team.change('U0BJORN', { is_stranger: true });
    expect(await identity.whyNot('U0BOT', 'look')).toBe(unfit.bot);
    expect(await identity.whyNot('U0AMARA', 'look')).toBe(unfit.deactivated);
    expect(await identity.whyNot('U0GUEST', 'look')).toBe(unfit.guest);
    expect(await identity.whyNot('U0BJORN', 'look')).toBe(unfit.stranger);
    expect(await identity.whyNot('U0NOBODY', 'look')).toBe(unfit.stranger);
    workspace.team.change('U0ROSA', { is_ultra_restricted: true });
    expect(await identity.whyNot('U0ROSA', 'act')).toBe(unfit.guest);
  });

  test('who was deactivated since is noticed within seconds for acting, within half a minute for looking', async () => {
    const clock = { time: 0 };
    const identity = identityAt(clock);
    expect(await identity.whyNot('U0ROSA', 'act')).toBeUndefined();
    workspace.team.change('U0ROSA', { deleted: true });
    clock.time = 5_000;
    expect(await identity.whyNot('U0ROSA', 'act')).toBe(unfit.deactivated);
    workspace.team.change('U0ROSA', { deleted: false });
    clock.time = 36_000;
    expect(await identity.whyNot('U0ROSA', 'look')).toBeUndefined();
  });

  test('while Slack cannot be asked nobody acts, and only who was seen lately looks', async () => {
    const clock = { time: 0 };
    const identity = identityAt(clock);
    expect(await identity.whyNot('U0ROSA', 'look')).toBeUndefined();
    workspace.faults.refuse('users.info', 'internal_error', 9);
    clock.time = 9 * 60_000;
    expect(await identity.whyNot('U0ROSA', 'look')).toBeUndefined();
    expect(await identity.whyNot('U0ROSA', 'act')).toBe(cannotAsk);
    expect(await identity.whyNot('U0AMARA', 'look')).toBe(cannotAsk);
    clock.time = 11 * 60_000;
    expect(await identity.whyNot('U0ROSA', 'look')).toBe(cannotAsk);
  });

  test('an app without the scope says that it must be installed again', async () => {
    workspace.faults.refuse('users.info', 'missing_scope', 1);
    expect(await identityAt({ time: 0 }).whyNot('U0ROSA', 'look')).toBe(noScope);
  });

  test('a Slack that hangs is given up on in time to answer', async () => {
    workspace.faults.delay('users.info', 4000);
    const began = Date.now();
    expect(await identityAt({ time: 0 }).whyNot('U0ROSA', 'look')).toBe(cannotAsk);
    expect(Date.now() - began).toBeLessThan(scaled(2500));
  });
});
