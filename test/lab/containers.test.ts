import { describe, expect, it } from 'vitest';
import { diagnoseHost } from '#test/campaign/diagnose-host.ts';
import { judgeVerdict } from '#test/campaign/judge.ts';
import { dockerMissing } from './docker.ts';
import { bootFor, catalogFor, getFault } from './faults/campaign.ts';
import { findDoubt } from './faults/symptom.ts';

const missing = dockerMissing();

// some of each class; all of them: npm run campaign -- c- p-
describe.skipIf(missing !== undefined)('containers of a real engine', { timeout: 600_000 }, () => {
  it.each(['c-fine-orphan', 'c-db-password', 'c-loopback', 'p-not-restarted'])(
    'are diagnosed: %s',
    async (id) => {
      const fault = getFault(id);
      const host = await bootFor(fault);
      try {
        await fault.inject(host);
        expect(await findDoubt(fault, host)).toBeUndefined();
        const { catalog, service } = catalogFor(fault, host);
        const { verdict } = await diagnoseHost(catalog, service);
        expect(verdict && judgeVerdict(fault, verdict).why).toBe('');
      } finally {
        await host.down();
      }
    },
  );
});
