import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { loadHelper } from '#app/load-helper.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import type { Action } from '#runbooks/action.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import { type Planned, planOf } from '#actions/plan-of.ts';
import type { PlanStep } from '#actions/plan.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { type FactsByProbe, seen } from '#test/verdicts/facts.ts';
import type { FixCover, FixProof, RefusedProof } from './fix-line.ts';

const { actions, diagnosis } = loadRunbooks();
const helper = loadHelper();

/** Runs what a cover promises, with these actions. Throws when it does not hold. */
export function tryFix(cover: FixCover, known: ReadonlyMap<string, Action> = actions): void {
  if ('gap' in cover) return;
  if ('probe' in cover) {
    expect(outcomeOf()).toBe('healthy');
    expect(outcomeOf(cover.notFixed)).toBe('faulty');
    return;
  }
  if ('refused' in cover) {
    expect(known.get(cover.refused)?.refuse?.en).toContain('never cures');
    return;
  }
  const planned = planFor(cover, known);
  if ('refused' in planned)
    throw new Error(`${cover.action}: ${planned.refused.en} ${JSON.stringify(planned.refused.with)}`);
  const { plan } = planned;
  expect(plan.stages.flatMap(({ steps, rollback }) => [...steps, ...rollback]).flatMap(shown)).toEqual(
    cover.runs,
  );
  expect(plan.risk).toBe(cover.risk);
  expect(cover.lab === undefined ? true : isInLab(...cover.lab)).toBe(true);
}

/** Does it still hold when its action is taken away? Then it proves nothing. */
export function holdsWithoutIt(cover: FixProof | RefusedProof): boolean {
  const name = 'action' in cover ? cover.action : cover.refused;
  try {
    tryFix(cover, new Map([...actions].filter(([id]) => id !== name)));
    return true;
  } catch {
    return false;
  }
}

function planFor(cover: FixProof, known: ReadonlyMap<string, Action>): Planned {
  const catalog = readCatalog(
    JSON.stringify({
      platforms: {
        coolify: { url: 'https://coolify.example.test', deploy_token: 'env:COOLIFY_DEPLOY' },
        caprover: { url: 'https://captain.example.test', password: 'env:CAPROVER_PASSWORD' },
      },
      hosts: { 'web-1': { address: '192.0.2.5', user: 'bot', os: cover.os ?? 'linux' } },
      services: { api: cover.service },
    }),
    'resus.yaml',
  );
  const action = known.get(cover.action);
  const service = catalog.services['api'];
  if (action === undefined || service === undefined) throw new Error(`there is no ${cover.action}`);
  // What has no host was seen from outside.
  const observations = seen(...(cover.saw ?? [])).map(({ host, ...one }) =>
    service.hosts.length === 0 || host === undefined ? one : { ...one, host },
  );
  return planOf(
    {
      catalog,
      helper,
      loginOf: (host) => ({ host, address: '192.0.2.5', port: 22, user: 'bot', hostKey: 'SHA256:lines' }),
    },
    { action, service, params: cover.params ?? {}, observations },
  );
}

function shown({ doing }: PlanStep): string[] {
  if (doing.via === 'ssh') return [doing.command];
  return doing.via === 'platform' ? [`${doing.call.method} ${doing.call.url}${doing.call.path}`] : [];
}

/** The words of a verdict on these facts, as a plan's verification asks for it. */
function outcomeOf(...saw: readonly FactsByProbe[]): string {
  return decideVerdict(diagnosis, seen(...saw), { service: 'API', hosts: ['web-1'], remedy: () => undefined })
    .outcome;
}

function isInLab(file: string, name: string): boolean {
  return readFileSync(new URL(`../actions/${file}.test.ts`, import.meta.url), 'utf8').includes(`'${name}'`);
}
