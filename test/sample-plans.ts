import { type PlanEvent, type PlanRun, planRunOf, type StepResult } from '#actions/events.ts';
import type { Plan, PlanStage } from '#actions/plan.ts';

function stage(host: string, address: string): PlanStage {
  return {
    host,
    login: { host, address, port: 22, user: 'bot', hostKey: 'SHA256:sample' },
    targets: [`${host}/unit/payments-backend`],
    steps: [
      {
        id: `${host}-1-restart`,
        says: { en: 'Restart payments-backend', fr: 'Redémarrer payments-backend' },
        doing: { via: 'ssh', host, command: 'sudo -n systemctl restart payments-backend' },
        once: true,
        mayFail: false,
        timeoutMs: 60_000,
      },
    ],
    rollback: [],
  };
}

export const restartPlan: Plan = {
  service: 'api',
  action: 'restart',
  version: 1,
  title: { en: 'Restart {service}', fr: 'Redémarrer {service}', with: { service: 'Payments API <1>' } },
  risk: 'high',
  riskWhy: {
    en: 'the service is away for a moment; code, configuration and data stay as they are',
    fr: 'le service s’absente un instant ; code, configuration et données restent',
  },
  params: {},
  stages: [stage('web-1', '192.0.2.5')],
  evidence: {
    runId: 'run-0123456789ab',
    verdictId: 'process-stopped',
    cures: { en: 'payments-backend is stopped', fr: 'payments-backend est arrêté' },
    facts: [{ probe: 'process', host: 'web-1', fact: 'state', value: 'stopped' }],
  },
  verify: { windowMs: 10_000, withinMs: 60_000, also: [], cures: true },
  downtimeMs: 3000,
  undo: { en: 'nothing to undo', fr: 'rien à annuler' },
  catalogHash: 'sample',
};

export const rollbackPlan: Plan = {
  ...restartPlan,
  action: 'rollback',
  title: { en: 'Go back to the last version that worked', fr: 'Revenir à la dernière version qui marchait' },
  risk: 'critical',
  riskWhy: { en: 'changes the code that runs', fr: 'change le code exécuté' },
  stages: [
    {
      ...stage('web-1', '192.0.2.5'),
      rollback: [
        {
          id: 'web-1-otherwise-1-git-rollback',
          says: { en: 'Return to the commit before', fr: 'Revenir au commit d’avant' },
          doing: {
            via: 'ssh',
            host: 'web-1',
            command: 'sudo -n /usr/local/sbin/resus-step api git-rollback /srv/payments 4f2c9e1',
          },
          once: true,
          mayFail: false,
          timeoutMs: 60_000,
        },
      ],
    },
    stage('web-2', '192.0.2.6'),
  ],
};

export const digest = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const at = 1_795_220_000_000;
const asker = { id: 'U0ASKER', via: 'slack' } as const;
const approver = { id: 'U0SRE', via: 'slack' } as const;

export function planned(plan: Plan, needs: Partial<PlanRun['needs']> = {}): PlanEvent {
  return {
    type: 'planned',
    at,
    plan,
    digest,
    requester: asker,
    trigger: { by: 'slack', actor: 'U0ASKER', channel: 'C0OPS' },
    asked: { params: {} },
    needs: { need: 1, approvers: ['sre'], secondFactor: false, breakGlass: true, ...needs },
    expiresAt: at + 15 * 60_000,
    record: { worked: 5, of: 6, medianMs: 4000 },
  };
}

export const approved: PlanEvent = { type: 'approved', at: at + 20_000, by: approver, digest };
export const begun: readonly PlanEvent[] = [
  approved,
  { type: 'started', at: at + 20_050, fence: 1, worker: 'worker-1' },
  { type: 'step_began', at: at + 20_060, step: 'web-1-1-restart' },
];
export function stepEnded(result: Partial<StepResult> = {}): PlanEvent {
  const usual: StepResult = { outcome: 'succeeded', output: '', code: 0, tookMs: 2100, toldBy: 'worker' };
  return { type: 'step_ended', at: at + 22_200, step: 'web-1-1-restart', result: { ...usual, ...result } };
}
export const verified: PlanEvent = {
  type: 'verified',
  at: at + 33_000,
  host: 'web-1',
  ok: true,
  checks: [
    {
      about: { en: 'public', fr: 'public' },
      before: { en: '502 in 31 ms', fr: '502 en 31 ms' },
      after: { en: '200 in 12 ms', fr: '200 en 12 ms' },
      ok: true,
    },
    {
      about: { en: 'process on web-1', fr: 'processus sur web-1' },
      before: { en: 'failed', fr: 'en échec' },
      after: { en: 'running, pid 4121', fr: 'en marche, pid 4121' },
      ok: true,
    },
  ],
};
export const fixed: PlanEvent = {
  type: 'ended',
  at: at + 33_100,
  end: 'fixed',
  says: { en: 'Payments API answers again.', fr: 'Payments API répond de nouveau.' },
};

export function samplePlanRun(...events: readonly PlanEvent[]): PlanRun {
  const run = planRunOf('plan-0123456789ab', events);
  if (run === undefined) throw new Error('a sample begins with planned');
  return run;
}
