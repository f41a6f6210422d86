import { say, type Locale } from '#base/phrase.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Plan, PlanStep } from '#actions/plan.ts';

/** A plan as a page of text: everything that its card in Slack says. */
export function planText(plan: Plan, digest: string, locale: Locale): string {
  const lines = [
    say(locale, plan.title),
    `risk: ${plan.risk} — ${say(locale, plan.riskWhy)}`,
    ...(plan.evidence.cures === undefined ? [] : [`should cure: ${say(locale, plan.evidence.cures)}`]),
    `downtime: ${plan.downtimeMs === undefined ? 'not known' : `about ${plan.downtimeMs / 1000} s`}`,
    `undo: ${plan.undo === undefined ? 'not possible' : say(locale, plan.undo)}`,
    `digest: sha256:${digest}`,
  ];
  for (const { host, login, steps, rollback } of plan.stages) {
    const at =
      login === undefined ? (host ?? 'platform') : `${host}: ${login.user}@${login.address}:${login.port}`;
    lines.push('', at, ...steps.map((step) => `  ${doingText(step)}`));
    if (rollback.length > 0) lines.push('  otherwise:', ...rollback.map((step) => `    ${doingText(step)}`));
  }
  return lines.join('\n');
}

function doingText({ doing }: PlanStep): string {
  if (doing.via === 'wait') return `# wait ${doing.ms / 1000} s`;
  if (doing.via === 'ssh')
    return `$ ${doing.command}${doing.stdinNote === undefined ? '' : `   < ${doing.stdinNote}`}`;
  const { method, url, path, body } = doing.call;
  return `${method} ${url}${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
}

/** The state of a plan in one line. */
export function planLine({ id, state, outcome, plan, requester, approvals, needs }: PlanRun): string {
  const votes = state === 'waiting' ? ` ${approvals.length} of ${needs.need} approvals` : '';
  return `${id}  ${outcome ?? state}${votes}  ${plan.action} ${plan.service}  asked by ${requester.id}`;
}
