import { type Command, InvalidArgumentError } from 'commander';
import { makePlanOnce } from '#app/make-plan-once.ts';
import { readLocalSettings } from '#app/settings.ts';
import { planText } from './plan-text.ts';
import { print, printError } from './print.ts';

export type ActionOptions = { readonly host?: string; readonly json?: boolean };

export function addPlan(program: Command, done: (exitCode: number) => void): void {
  program
    .command('plan')
    .description('show what an action would exactly do, from a look made now; nothing is run or stored')
    .argument('<action>', 'such as restart')
    .argument('<service>')
    .argument('[key=value...]', 'parameters', collectParams, {})
    .option('--host <host>', 'only on this host')
    .option('--json', 'print one JSON object')
    .action(
      async (action: string, service: string, params: Record<string, string>, options: ActionOptions) => {
        const settings = readLocalSettings(process.env, process.cwd());
        const host = options.host === undefined ? {} : { host: options.host };
        const made = await makePlanOnce(settings, { action, service, params, ...host });
        if ('refused' in made) {
          printError(made.refused);
          return done(2);
        }
        const { plan, digest, policy, locale } = made;
        if (options.json === true) return print(JSON.stringify({ plan, digest, policy }, null, 2));
        print(planText(plan, digest, locale));
        print(
          `\napprovals: ${policy.need}, by ${policy.approvers.join(', ') || 'nobody: the policy names no approvers'}`,
        );
      },
    );
}

export function collectParams(word: string, before: Record<string, string>): Record<string, string> {
  const [, key, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(word) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('expected key=value');
  return { ...before, [key]: value };
}
