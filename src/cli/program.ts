import { Command, CommanderError } from 'commander';
import { safeMessage } from '#base/errors.ts';
import { addAudit } from './audit.ts';
import { addDecide } from './decide.ts';
import { addDiagnose } from './diagnose.ts';
import { addDoctor } from './doctor.ts';
import { exitCodeOf } from './exit-codes.ts';
import { addExplain } from './explain.ts';
import { addLint } from './lint.ts';
import { addOutages } from './outages.ts';
import { addPlan } from './plan.ts';
import { addRun } from './run.ts';
import { addSandbox } from './sandbox.ts';
import { addSchema } from './schema.ts';
import { addStatus } from './status.ts';
import { addStart } from './start.ts';
import { addTrust } from './trust.ts';
import { print, printError } from './print.ts';

/** Runs one `resus …` command and returns its exit code; everything that goes wrong is told on standard error. */
export async function runCli(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('resus')
    .description('The emergency room for a failing service: what is wrong, with proof, and what helps.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    });
  const done = (code: number): void => {
    exitCode = code;
  };
  for (const add of [
    addStart,
    addDiagnose,
    addDoctor,
    addTrust,
    addLint,
    addExplain,
    addSchema,
    addSandbox,
    addPlan,
    addRun,
    addDecide,
    addStatus,
    addOutages,
    addAudit,
  ])
    add(program, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    printError(safeMessage(error));
    if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) printError(error.stack ?? '');
    return exitCodeOf(error);
  }
}
