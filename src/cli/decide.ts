import type { Command } from 'commander';
import { type Decision, getPlan, openCliPlans } from '#app/cli-plans.ts';
import { readLocalSettings } from '#app/settings.ts';
import { signCommand } from '#app/sign-command.ts';
import { say } from '#base/phrase.ts';
import { print, printError } from './print.ts';

type Options = {
  readonly identity?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly alone?: boolean;
};

/** `resus approve`, `deny`, `cancel`: the same decisions as the buttons', by whoever can sign for them. */
export function addDecide(program: Command, done: (exitCode: number) => void): void {
  const add = (name: 'approve' | 'deny' | 'cancel', about: string): Command =>
    program
      .command(name)
      .description(about)
      .argument('<plan>', 'its id, or the beginning of it')
      .option(
        '--identity <file>',
        'your SSH key; default ~/.ssh/id_ed25519, or the public half of one in an agent',
      )
      .action(async (id: string, options: Options) => done(await decide(name, id, options)));
  add('approve', 'say yes to exactly the plan that is shown')
    .option('--code <digits>', 'of your authenticator, where the policy asks for one')
    .option('--alone', 'break-glass: approve what you asked for yourself; needs --reason')
    .option('--reason <words>', 'why nobody else can approve');
  add('deny', 'say no').requiredOption('--reason <words>', 'why not');
  add('cancel', 'stop a plan that runs, or take back one that waits');
}

async function decide(name: 'approve' | 'deny' | 'cancel', id: string, options: Options): Promise<number> {
  const cli = await openCliPlans(readLocalSettings(process.env, process.cwd()));
  try {
    const { run } = await getPlan(cli.plans, id);
    const code = options.code === undefined ? {} : { code: options.code };
    const decision = doesOf(name, run.digest, run.state === 'waiting', { ...options, ...code });
    const command = await signCommand(
      cli.catalog,
      { kind: 'decide', planId: run.id, decision },
      options.identity,
    );
    const answer = await cli.send(command);
    if (answer.outcome === 'needs_code') {
      printError('This needs a code of your second factor: add --code.');
      return 77;
    }
    if (answer.outcome === 'counted') {
      print(say(cli.catalog.slack.locale, answer.says));
      return 0;
    }
    printError(
      answer.outcome === 'refused'
        ? say(cli.catalog.slack.locale, answer.message)
        : `The worker answered "${answer.outcome}", which is no answer to a decision.`,
    );
    return 77;
  } finally {
    await cli.close();
  }
}

function doesOf(
  name: 'approve' | 'deny' | 'cancel',
  digest: string,
  isWaiting: boolean,
  { reason = '', code, alone }: Options,
): Decision {
  const given = code === undefined ? {} : { code };
  if (name === 'deny') return { kind: 'deny', reason };
  if (name === 'cancel') return { kind: isWaiting ? 'withdraw' : 'cancel' };
  return alone === true
    ? { kind: 'break_glass', digest, reason, ...given }
    : { kind: 'approve', digest, ...given };
}
