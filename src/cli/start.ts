import { type Command, InvalidArgumentError } from 'commander';
import { createApp } from '#app/app.ts';
import { allParts, type Part, readSettings } from '#app/settings.ts';
import { AppError } from '#base/errors.ts';
import { ended } from './ended.ts';
import { print, printError } from './print.ts';

export function addStart(program: Command, done: (exitCode: number) => void): void {
  program
    .command('start')
    .description('start Resus: bot and workers in one process, or the parts named')
    .option('--only <part>', `one of ${allParts.join(', ')}; may be given more than once`, collectPart, [])
    .option('--lab', 'real Debian hosts instead of the demo services (Linux, root)')
    .option('--no-watch', 'leave the demo services unwatched: nothing is noticed until somebody asks')
    .action(async (options: { only: Part[]; lab?: boolean; watch: boolean }) => {
      const settings = readSettings(
        process.env,
        options.only.length > 0 ? options.only : allParts,
        process.cwd(),
      );
      if (!options.watch && settings.slack !== undefined)
        throw new AppError('config_invalid', notOfRealServices);
      surviveRejections();
      // Listening before anything is started: a signal in between must not leave children behind.
      const ending = ended();
      const app = await createApp(settings, {
        tell: print,
        isLab: options.lab === true,
        isUnwatched: !options.watch,
      });
      const signal = await ending;
      print(`${signal}: finishing what is under way …`);
      await app.stop();
      done(0);
    });
}

const notOfRealServices =
  '--no-watch is about the demo services of the sandbox, and there are Slack tokens. To check nothing in this process, start it with --only bot --only worker.';

function collectPart(value: string, before: Part[]): Part[] {
  const part = allParts.find((one) => one === value);
  if (part === undefined) throw new InvalidArgumentError(`Allowed are ${allParts.join(', ')}.`);
  return [...before, part];
}

/**
 * Slack's socket client rejects into nowhere for a frame it does not know (`app_rate_limited`) and for a disconnect during
 * a reconnect. Neither is worth the process: what was lost is redelivered or asked again.
 */
function surviveRejections(): void {
  process.on('unhandledRejection', (reason) => {
    printError(
      `Something failed where nobody listened: ${reason instanceof Error ? reason.message : String(reason)}`,
    );
  });
}
