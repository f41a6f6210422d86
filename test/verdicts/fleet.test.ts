import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { allProbes } from '#probes/all-probes.ts';
import { pendingLooks } from '#probes/probe-run.ts';
import { unseen } from '#probes/missing-observations.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Observation } from '#catalog/observation.ts';
import { fleetCatalog } from '#test/fleet-catalog.ts';
import { badGateway, type FactsByProbe, notListening, seen } from './facts.ts';

const { diagnosis, signatures } = loadRunbooks();
const hosts = Array.from({ length: 50 }, (_, i) => `web-${i + 1}`);
const stopped: FactsByProbe = { process: { state: 'stopped', substate: 'dead' }, ...notListening };
const fullDisk: FactsByProbe = {
  disk: { full: true, worst: '/', usedPercent: 100 },
  process: { state: 'failed', failure: 'exit_code' },
  ...notListening,
};

/** What is seen of fifty hosts, all well but those named; the look from outside is that of the first. */
function fleet(changes: Readonly<Record<string, FactsByProbe>>, outside: FactsByProbe = {}): Observation[] {
  const from = seen(outside).filter(({ host }) => host === undefined);
  const on = hosts.flatMap((name) =>
    seen(changes[name] ?? {}).flatMap((one) => (one.host === undefined ? [] : [{ ...one, host: name }])),
  );
  return [...from, ...on];
}

function unreachable(name: string): Observation {
  const why = { en: 'refused', fr: 'refusé' };
  const evidence = [{ source: `ssh ${name}`, text: 'connect ECONNREFUSED', about: ['reachable', 'reason'] }];
  const facts = { reachable: false, reason: 'refused', detail: 'ECONNREFUSED' };
  return { probe: 'access', host: name, status: 'bad', facts, evidence, says: why, tookMs: 1 };
}

function without(observations: readonly Observation[], ...names: string[]): Observation[] {
  return observations.filter(({ host }) => host === undefined || !names.includes(host));
}

function decide(observations: readonly Observation[]): Verdict {
  return decideVerdict(diagnosis, observations, { service: 'Payments API', hosts, remedy: () => undefined });
}

describe('one verdict for fifty hosts', () => {
  test('all well is healthy', () => {
    const verdict = decide(fleet({}));
    expect(verdict).toMatchObject({ id: 'healthy', outcome: 'healthy', otherCauses: [], warnings: [] });
    expect(verdict.confidence).toBe('certain');
  });

  test('without a public address it is healthy on the hosts that were seen to be', () => {
    const inside = fleet({}).filter(({ probe }) => probe !== 'public');
    expect(decide(inside).hosts).toEqual(hosts);
    expect(decide(without(inside, 'web-9')).hosts).toEqual(hosts.filter((name) => name !== 'web-9'));
  });

  test('what users get is a symptom of the one host that is down, not of those that are well', () => {
    const verdict = decide(fleet({ 'web-7': stopped }, badGateway));
    expect(verdict).toMatchObject({ id: 'backend-not-running', hosts: ['web-7'], otherCauses: [] });
    expect(verdict.symptoms.map(({ id, hosts: where }) => [id, where])).toEqual([['bad-gateway', []]]);
  });

  test('two that differ in the same way are one cause, on those two', () => {
    const verdict = decide(fleet({ 'web-7': stopped, 'web-31': stopped }));
    expect(verdict).toMatchObject({ id: 'backend-not-running', outcome: 'faulty', otherCauses: [] });
    expect(verdict.hosts).toEqual(['web-7', 'web-31']);
    expect(verdict.proof.map(({ host }) => host)).toContain('web-7');
    for (const { hosts: where } of verdict.symptoms) expect(where).toEqual(['web-7', 'web-31']);
  });

  test('two that differ in two ways are two causes, each on its host, none a symptom of the other', () => {
    const verdict = decide(fleet({ 'web-7': stopped, 'web-31': fullDisk }));
    const causes = [verdict, ...verdict.otherCauses].map(({ id, hosts: where }) => [id, where]);
    expect(causes).toContainEqual(['backend-not-running', ['web-7']]);
    expect(causes).toContainEqual(['disk-full', ['web-31']]);
    expect(verdict.id).toBe('disk-full');
  });

  test('one that cannot be reached stands aside and hides no cause', () => {
    const observations = without(fleet({ 'web-7': stopped }), 'web-50');
    const verdict = decide([...observations, unreachable('web-50')]);
    expect(verdict).toMatchObject({ id: 'backend-not-running', hosts: ['web-7'] });
    expect(verdict.warnings).toMatchObject([{ id: 'access-lost', hosts: ['web-50'] }]);
  });

  test('all down is one cause, not fifty', () => {
    const all = Object.fromEntries(hosts.map((name) => [name, stopped]));
    const verdict = decide(fleet(all, badGateway));
    expect(verdict).toMatchObject({ id: 'backend-not-running', otherCauses: [] });
    expect(verdict.hosts).toEqual(hosts);
  });

  test('hosts nobody saw are neither well nor wrong: they are named, and what is claimed is not certain', () => {
    const lost = ['web-9', 'web-10', 'web-11'];
    const catalog = fleetCatalog(50);
    const service = catalog.services['api'];
    if (service === undefined) throw new Error('the fleet has a service');
    const targets = lost.flatMap((name) => {
      const host = catalog.hosts[name];
      return host === undefined ? [] : [{ service, catalog, host, now: 0, signatures }];
    });
    const missing = unseen(allProbes, targets, [], 15_000);
    expect(missing.length).toBe(pendingLooks(allProbes, targets).length + lost.length);
    const others = without(fleet({ 'web-7': stopped }), ...lost);
    const verdict = decide([...others, ...missing]);
    expect(verdict).toMatchObject({ id: 'backend-not-running', hosts: ['web-7'], confidence: 'likely' });
    expect(new Set(verdict.unknown.map(({ host }) => host))).toEqual(new Set(lost));

    const rest = decide([...without(fleet({}), ...lost), ...missing]);
    expect(rest).toMatchObject({ id: 'not-all-seen', outcome: 'could_not_look', unseenHosts: lost });
    expect(lost.filter((name) => rest.hosts.includes(name))).toEqual([]);
    expect(new Set(rest.unknown.map(({ host }) => host))).toEqual(new Set(lost));
  });
});
