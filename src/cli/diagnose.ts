import type { Command } from 'commander';
import { diagnoseOnce } from '#app/diagnose-once.ts';
import { readLocalSettings } from '#app/settings.ts';
import { exitCodeOfOutcome } from './exit-codes.ts';
import { print, printError } from './print.ts';
import { verdictJson } from './verdict-json.ts';
import { verdictText } from './verdict-text.ts';

export function addDiagnose(program: Command, done: (exitCode: number) => void): void {
  program
    .command('diagnose')
    .description('look at a service now, from here, without Slack')
    .argument('<service>', 'its name, its address, or the browser error you were sent')
    .argument('[host]', 'only this one of its hosts')
    .option('--json', 'print one JSON object')
    .action(async (name: string, host: string | undefined, options: { json?: boolean }) => {
      const settings = readLocalSettings(process.env, process.cwd());
      const seen = await diagnoseOnce(
        settings,
        { service: name, ...(host === undefined ? {} : { host }) },
        printError,
      );
      const { service, verdict, observations, tookMs, locale } = seen;
      if (options.json === true)
        print(JSON.stringify(verdictJson(service, verdict, observations, tookMs, locale), null, 2));
      else print(verdictText(service, verdict, tookMs, locale));
      done(exitCodeOfOutcome[verdict.outcome]);
    });
}
