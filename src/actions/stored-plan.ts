import { z } from 'zod';
import { storedPhrase } from '#catalog/observation-schema.ts';
import { trigger } from '#diagnosis/events.ts';
import { recordKind } from '#redis/record.ts';
import { risks } from '#runbooks/risk.ts';
import { planEnds, type PlanEvent, type StepResult, stepOutcomes } from './events.ts';
import type { Login, Plan } from './plan.ts';

const at = z.number();
const optionalText = z.exactOptional(z.string());
const reference = z.looseObject({ reference: z.string() });

const login: z.ZodType<Login> = z.looseObject({
  host: z.string(),
  address: z.string(),
  port: z.number(),
  user: z.string(),
  hostKey: z.string(),
  get jump() {
    return z.exactOptional(login);
  },
});

const call = z.looseObject({
  platform: z.enum(['coolify', 'caprover']),
  url: z.string(),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  path: z.string(),
  body: z.exactOptional(z.record(z.string(), z.unknown())),
  follow: z.exactOptional(z.enum(['coolify_deployment', 'caprover_build'])),
});

const step = z.looseObject({
  id: z.string(),
  says: storedPhrase,
  doing: z.discriminatedUnion('via', [
    z.looseObject({
      via: z.literal('ssh'),
      host: z.string(),
      command: z.string(),
      stdin: z.exactOptional(z.union([z.string(), reference])),
      stdinNote: optionalText,
    }),
    z.looseObject({ via: z.literal('platform'), call }),
    z.looseObject({ via: z.literal('wait'), ms: z.number() }),
  ]),
  once: z.boolean(),
  mayFail: z.boolean(),
  timeoutMs: z.number(),
});

const plan: z.ZodType<Plan> = z.looseObject({
  service: z.string(),
  action: z.string(),
  version: z.number(),
  title: storedPhrase,
  about: z.exactOptional(storedPhrase),
  risk: z.enum(risks),
  riskWhy: storedPhrase,
  params: z.record(z.string(), z.string()),
  stages: z.array(
    z.looseObject({
      host: optionalText,
      login: z.exactOptional(login),
      targets: z.array(z.string()),
      steps: z.array(step),
      rollback: z.array(step),
    }),
  ),
  evidence: z.looseObject({
    runId: optionalText,
    verdictId: optionalText,
    cures: z.exactOptional(storedPhrase),
    facts: z.array(
      z.looseObject({ probe: z.string(), host: optionalText, fact: z.string(), value: z.string() }),
    ),
  }),
  verify: z.looseObject({
    windowMs: z.number(),
    withinMs: z.number(),
    also: z.array(z.string()),
    cures: z.boolean(),
  }),
  downtimeMs: z.exactOptional(z.number()),
  undo: z.exactOptional(storedPhrase),
  catalogHash: z.string(),
});

const actor = z.looseObject({ id: z.string(), via: z.enum(['slack', 'cli', 'monitor', 'alert']) });

const stepResult: z.ZodType<StepResult> = z.looseObject({
  outcome: z.enum(stepOutcomes),
  output: z.string(),
  code: z.exactOptional(z.number()),
  tookMs: z.number(),
  toldBy: z.enum(['worker', 'probe', 'person']),
  stillRunning: z.exactOptional(z.looseObject({ host: z.string(), pid: z.number() })),
});

const planEvent: z.ZodType<PlanEvent> = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('planned'),
    at,
    plan,
    digest: z.string(),
    requester: actor,
    trigger,
    needs: z.looseObject({
      need: z.number(),
      approvers: z.array(z.string()),
      secondFactor: z.boolean(),
      breakGlass: z.boolean(),
    }),
    expiresAt: z.number(),
    setOffBy: z.exactOptional(z.array(z.string())),
    asked: z.looseObject({ host: optionalText, params: z.record(z.string(), z.string()) }),
    outageId: optionalText,
    replyTo: optionalText,
    record: z.looseObject({ worked: z.number(), of: z.number(), medianMs: z.exactOptional(z.number()) }),
  }),
  z.looseObject({
    type: z.literal('approved'),
    at,
    by: actor,
    digest: z.string(),
    breakGlass: optionalText,
    secondFactor: z.exactOptional(z.boolean()),
  }),
  z.looseObject({ type: z.literal('denied'), at, by: actor, reason: z.string() }),
  z.looseObject({ type: z.literal('withdrawn'), at, by: actor }),
  z.looseObject({ type: z.literal('reminded'), at, to: z.array(z.string()) }),
  z.looseObject({ type: z.literal('cancel_asked'), at, by: actor }),
  z.looseObject({ type: z.literal('started'), at, fence: z.number(), worker: z.string() }),
  z.looseObject({
    type: z.literal('step_began'),
    at,
    step: z.string(),
    rollback: z.exactOptional(z.boolean()),
  }),
  z.looseObject({ type: z.literal('step_ended'), at, step: z.string(), result: stepResult }),
  z.looseObject({ type: z.literal('step_unknown'), at, step: z.string(), says: storedPhrase }),
  z.looseObject({
    type: z.literal('settled'),
    at,
    step: z.string(),
    by: actor,
    as: z.enum(['done', 'not_done']),
  }),
  z.looseObject({ type: z.literal('verifying'), at, host: optionalText }),
  z.looseObject({
    type: z.literal('verified'),
    at,
    host: optionalText,
    ok: z.boolean(),
    checks: z.array(
      z.looseObject({
        about: storedPhrase,
        before: storedPhrase,
        after: storedPhrase,
        ok: z.boolean(),
        isUnseen: z.exactOptional(z.literal(true)),
      }),
    ),
    verdict: z.exactOptional(storedPhrase),
  }),
  z.looseObject({
    type: z.literal('ended'),
    at,
    end: z.enum(planEnds),
    says: storedPhrase,
    changed: z.exactOptional(z.array(z.string())),
  }),
]);

/** An event of a plan, as it stands in Redis. */
export const storedPlanEvent = recordKind('event of a plan', planEvent);

/** The outcome of a step, as its claim keeps it. */
export const storedStepResult = recordKind('outcome of a step', stepResult);

/** Who holds a target. */
export const storedHolder = recordKind(
  'holder of a target',
  z.looseObject({ planId: z.string(), by: z.string(), action: z.string(), since: z.number() }),
);

/** Who froze all actions, and why. */
export const storedFrozen = recordKind(
  'freeze of all actions',
  z.looseObject({ by: z.string(), reason: z.string(), at }),
);
