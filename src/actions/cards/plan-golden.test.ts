import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '#base/phrase.ts';
import type { PlanEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import { validateMessage } from '@resus/sandbox/block-kit';
import {
  approved,
  begun,
  digest,
  fixed,
  planned,
  restartPlan,
  rollbackPlan,
  samplePlanRun,
  stepEnded,
  verified,
} from '#test/sample-plans.ts';
import { fitBody } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { planButtons, planCard } from './plan-card.ts';
import { planProgressCard } from './plan-progress-card.ts';
import { reminderCard } from './reminder-card.ts';
import { planResultCard } from './plan-result-card.ts';

const waiting = samplePlanRun(planned(restartPlan));
const proposed = samplePlanRun({
  ...planned(restartPlan),
  requester: { id: 'resus', via: 'monitor' },
} as PlanEvent);
const half = samplePlanRun(planned(rollbackPlan, { need: 2, secondFactor: true }), approved);
const running = samplePlanRun(planned(restartPlan), ...begun);
const cured = samplePlanRun(planned(restartPlan), ...begun, stepEnded(), verified, fixed);
const broke: PlanEvent = {
  type: 'ended',
  at: 0,
  end: 'failed',
  says: {
    en: 'The step failed; nothing after it ran.',
    fr: 'L’étape a échoué ; rien après elle n’a été lancé.',
  },
};
const failed = samplePlanRun(
  planned(restartPlan),
  ...begun,
  stepEnded({ outcome: 'failed', code: 1, output: 'Job for <payments> failed & more\n' }),
  broke,
);
const unknown = samplePlanRun(planned(restartPlan), ...begun, {
  type: 'step_unknown',
  at: 0,
  step: 'web-1-1-restart',
  says: {
    en: 'The worker was lost; the unit is active since 14:02.',
    fr: 'L’ouvrier est perdu ; l’unité est active depuis 14:02.',
  },
});
const broken = samplePlanRun(planned(restartPlan), {
  ...approved,
  breakGlass: 'nobody <else> is awake',
} as PlanEvent);
const voided = samplePlanRun(planned(restartPlan), {
  type: 'ended',
  at: 0,
  end: 'void',
  says: { en: 'The plan made now is another one.', fr: 'Le plan fait maintenant est un autre.' },
  changed: ['web-1: port 8000 → 8001'],
});
const denied = samplePlanRun(planned(restartPlan), {
  type: 'denied',
  at: 0,
  by: { id: 'U0SRE', via: 'slack' },
  reason: 'a deploy is <running>',
});

const cards: Readonly<Record<string, (locale: Locale) => MessageBody>> = {
  'plan-waiting': (locale) => planCard(waiting, locale),
  'plan-proposed': (locale) => planCard(proposed, locale),
  'plan-half-approved': (locale) => planCard(half, locale),
  'plan-running': (locale) => planCard(running, locale),
  'plan-unknown': (locale) => planCard(unknown, locale),
  'plan-break-glass': (locale) => planCard(broken, locale),
  'plan-void': (locale) => planCard(voided, locale),
  'plan-denied': (locale) => planCard(denied, locale),
  'plan-fixed': (locale) => planCard(cured, locale),
  'plan-steps': (locale) =>
    planProgressCard(running, { step: 'web-1-1-restart', text: 'stopping …\nstarting <now>\n' }, locale),
  'plan-result-fixed': (locale) => planResultCard(cured, locale),
  'plan-reminder': (locale) => reminderCard(waiting, ['S0SRE', 'U0MIA'], locale),
  'plan-result-failed': (locale) => planResultCard(failed, locale),
};

function fitted(text: string, form: MessageBody['blocks']) {
  const { text: short, blocks } = fitBody(text, form);
  return { text: short, ...(blocks === undefined ? {} : { blocks }) };
}

const dir = join(import.meta.dirname, 'golden');
const isWriting = process.env['RESUS_GOLDEN'] === 'write';

describe.each(locales)('cards of plans in %s', (locale) => {
  test.each(Object.keys(cards))('%s is as it was agreed, and Slack takes every form of it', (name) => {
    const body = cards[name]?.(locale);
    if (body === undefined) throw new Error(name);
    for (const blocks of [body.blocks, ...(body.plainer ?? [])]) {
      expect(validateMessage(fitted(body.text, blocks))).toEqual([]);
    }
    const file = join(dir, `${name}.${locale}.golden.json`);
    const text = `${JSON.stringify(body, null, 2)}\n`;
    if (isWriting) {
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

test('buttons carry the plan and the digest that was shown, never a command', () => {
  const shown = JSON.stringify(planCard(waiting, 'en').blocks);
  expect(shown).toContain(`"value":"${waiting.id} ${digest}"`);
  const values = [...shown.matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value);
  expect(values.filter((value) => value?.includes('systemctl'))).toEqual([]);
});

test('what has ended has nothing left to press', () => {
  for (const run of [cured, failed, voided, denied]) {
    const shown = JSON.stringify(planCard(run, 'en'));
    for (const id of Object.values(planButtons)) expect(shown).not.toContain(id);
  }
});

test('a plan for fifty hosts with long commands is still one Slack takes', () => {
  const [first] = restartPlan.stages;
  if (first === undefined) throw new Error('the sample has a stage');
  const long = 'sudo -n systemctl restart payments-backend '.repeat(40);
  const stages = Array.from({ length: 50 }, (_, i) => ({
    ...first,
    host: `web-${i}`,
    steps: first.steps.map((step) => ({
      ...step,
      id: `web-${i}-1`,
      doing: { via: 'ssh' as const, host: `web-${i}`, command: long },
    })),
  }));
  const plan: Plan = { ...restartPlan, stages };
  for (const events of [[planned(plan)], [planned(plan), ...begun]]) {
    const run = samplePlanRun(...events);
    for (const body of [planCard(run, 'en'), planProgressCard(run, undefined, 'en')]) {
      expect(validateMessage(fitted(body.text, body.blocks))).toEqual([]);
    }
  }
});
