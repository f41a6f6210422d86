import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { openCliPlans, type CliPlans } from '#app/cli-plans.ts';
import { readLocalSettings } from '#app/settings.ts';
import { signCommand } from '#app/sign-command.ts';
import { say } from '#base/phrase.ts';
import type { PlanRun } from '#actions/events.ts';
import { collectParams } from './plan.ts';
import { planLine, planText } from './plan-text.ts';
import { print, printError } from './print.ts';

type Options = { readonly identity?: string; readonly host?: string; readonly wait?: boolean };

const lookEveryMs = 300;
const madeWithinMs = 30_000;

/** `resus run`: asks for an action as Slack's /runbook does, and waits for its end. A worker must be running. */
export function addRun(program: Command, done: (exitCode: number) => void): void {
  program
    .command('run')
    .description('ask for an action; it runs when it is approved (a worker must be running)')
    .argument('<action>')
    .argument('<service>')
    .argument('[key=value...]', 'parameters', collectParams, {})
    .option('--host <host>', 'only on this host')
    .option('--identity <file>', 'your SSH key; default ~/.ssh/id_ed25519')
    .option('--no-wait', 'only ask, do not wait for the end')
    .action(async (action: string, service: string, params: Record<string, string>, options: Options) => {
      const cli = await openCliPlans(readLocalSettings(process.env, process.cwd()));
      try {
        const ask = {
          action,
          service,
          params,
          ...(options.host === undefined ? {} : { host: options.host }),
        };
        const asked = await cli.send(await signCommand(cli.catalog, { kind: 'ask', ask }, options.identity));
        if (asked.outcome === 'refused') {
          printError(say(cli.catalog.slack.locale, asked.message));
          return done(77);
        }
        if (asked.outcome === 'closest') {
          printError(`There is no ${asked.what} "${asked.asked}". Closest: ${asked.names.join(', ')}.`);
          return done(64);
        }
        if (asked.outcome !== 'asked') {
          printError(`The worker answered "${asked.outcome}", which is no answer to an ask.`);
          return done(75);
        }
        done(await follow(cli, asked.planId, options.wait !== false));
      } finally {
        await cli.close();
      }
    });
}

async function follow({ plans, catalog }: CliPlans, planId: string, isWaiting: boolean): Promise<number> {
  const { locale } = catalog.slack;
  const giveUpAt = Date.now() + madeWithinMs;
  let shown = '';
  for (;;) {
    const run = (await plans.find(planId))?.run;
    if (run === undefined) {
      if (Date.now() > giveUpAt) {
        printError(
          `${planId} was not made: the reason is in the channel and in the worker's log; or no worker runs.`,
        );
        return 75;
      }
    } else {
      if (shown === '') print(planText(run.plan, run.digest, locale));
      const line = planLine(run);
      if (line !== shown) print(line);
      shown = line;
      if (run.state === 'ended') return endOf(run, locale);
      if (!isWaiting) return 0;
    }
    await delay(lookEveryMs);
  }
}

function endOf({ end, outcome }: PlanRun, locale: 'en' | 'fr'): number {
  if (end?.type === 'ended') print(say(locale, end.says));
  return outcome === 'fixed' || outcome === 'done' || outcome === 'not_needed' ? 0 : 2;
}
