import { describe, expect, it } from 'vitest';
import { labMissing } from '../lab.ts';
import { bootSystem } from '../systems/system.ts';
import { allFaults, getFault, getSystem } from './campaign.ts';
import { findDoubt } from './symptom.ts';

const missing = labMissing();

describe('the faults of the campaign', () => {
  it('have each a name of their own', () => {
    const ids = allFaults.map((fault) => fault.id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('say each how one sees from outside or inside that they are real', () => {
    const blind = allFaults.filter(({ symptom }) => (symptom.visit ?? symptom.inside) === undefined);
    expect(blind.map((fault) => fault.id)).toEqual([]);
  });
});

// the first five; all of them: node test/lab/faults/verify.ts
describe.skipIf(missing !== undefined)('a fault on a real host', { timeout: 300_000 }, () => {
  it.each(['d-healthy', 'd-stopped', 'd-nginx-port', 'd-hung', 'd-import-missing'])(
    'shows: %s',
    async (id) => {
      const fault = getFault(id);
      const host = await bootSystem(getSystem(fault));
      try {
        await fault.inject(host);
        expect(await findDoubt(fault, host)).toBeUndefined();
      } finally {
        await host.down();
      }
    },
  );
});
