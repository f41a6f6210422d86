import { describe, expect, it } from 'vitest';
import { catalogSchema } from '#app/read-catalog.ts';
import { labMissing, type LabHost } from '../lab.ts';
import { allFaults, bootFor, catalogFor, getFault, systems } from './campaign.ts';
import { findDoubt } from './symptom.ts';
import { scaled } from '#test/scaled.ts';

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

describe('the catalog of a lab system', () => {
  const host = {
    id: 'web-1-1',
    address: '192.0.2.5',
    port: 22,
    user: 'bot',
    keyFile: '/tmp/key',
    fingerprint: `SHA256:${'x'.repeat(43)}`,
  } as LabHost;

  it.each(Object.values(systems).map((system) => [system.id, system] as const))(
    'is valid: %s',
    (_, system) => {
      expect(catalogSchema.safeParse(system.catalog(host)).error).toBeUndefined();
    },
  );

  it('has every service that a fault is about', () => {
    const astray = allFaults.filter((fault) => {
      const { catalog, service } = catalogFor(fault, host);
      return catalog.services?.[service] === undefined;
    });
    expect(astray.map((fault) => fault.id)).toEqual([]);
  });
});

// the first five; all of them: node test/lab/faults/verify.ts
describe.skipIf(missing !== undefined)('a fault on a real host', { timeout: scaled(600_000) }, () => {
  it.each(['d-healthy', 'd-stopped', 'd-nginx-port', 'd-hung', 'd-import-missing'])(
    'shows: %s',
    async (id) => {
      const fault = getFault(id);
      const host = await bootFor(fault);
      try {
        await fault.inject(host);
        expect(await findDoubt(fault, host)).toBeUndefined();
      } finally {
        await host.down();
      }
    },
  );
});
