import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { createClients } from '#slack/client.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { createPlaces } from './channel-access.ts';

describe('where an answer can stand', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await startWorkspace();
  });
  afterEach(() => workspace.stop());

  function placesWith(channels?: string[]) {
    const catalog = sampleCatalog();
    const slack = channels === undefined ? catalog.slack : { ...catalog.slack, channels };
    const { botToken, apiUrl } = workspace;
    const client = createClients({ botToken, apiUrl }, createQuietLog()).interactive;
    return createPlaces({ client, catalog: () => ({ ...catalog, slack }), log: createQuietLog() });
  }

  test('a channel the app is in is open, and Slack is asked once', async () => {
    const places = placesWith();
    expect([await places.check('C0OPS'), await places.check('C0OPS')]).toEqual(['open', 'open']);
    expect(workspace.calls('conversations.info')).toHaveLength(1);
  });

  test('a channel the app is not in, or may not even see, cannot hold an answer', async () => {
    const places = placesWith();
    expect(await places.check('C0RANDOM')).toBe('not_a_member');
    expect(await places.check('C0SECRET')).toBe('not_a_member');
  });

  test('with an allow-list only its channels are open, by name or id', async () => {
    const places = placesWith(['#ops']);
    expect(await places.check('C0OPS')).toBe('open');
    expect(await places.check('C0PAYMENTS')).toBe('not_allowed');
  });

  test('trouble of Slack keeps nobody from asking, but opens no closed list', async () => {
    workspace.faults.refuse('conversations.info', 'missing_scope', 2);
    expect(await placesWith().check('C0OPS')).toBe('open');
    expect(await placesWith(['#ops']).check('C0OPS')).toBe('not_allowed');
  });
});
