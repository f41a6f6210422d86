import type { Command } from 'commander';
import { openCliOutages } from '#app/cli-outages.ts';
import { outageText } from '#outages/outage-text.ts';
import { readLocalSettings } from '#app/settings.ts';
import { print } from './print.ts';

type Options = { readonly all?: boolean; readonly json?: boolean };

export function addOutages(program: Command, done: (exitCode: number) => void): void {
  const outages = program
    .command('outages')
    .description('what is down, since when, and who has it; exit code 2 when something is')
    .option('--all', 'also the last ones that are over')
    .option('--json', 'print one JSON object')
    .action(async ({ all, json }: Options) => {
      const read = await openCliOutages(readLocalSettings(process.env, process.cwd()));
      try {
        const open = await read.open();
        const over = all === true ? await read.over() : undefined;
        done(open.length === 0 ? 0 : 2);
        if (json === true) return print(JSON.stringify({ open, ...(over && { over }) }, null, 2));
        if (open.length === 0) print('No outage is open.');
        for (const outage of [...open, ...(over ?? [])]) print(outageText(outage, Date.now()));
      } finally {
        await read.close();
      }
    });
  outages
    .command('report <outage>')
    .description('the post-mortem of an outage, by its id or its service, as Markdown')
    .action(async (name: string, _options: object, command: Command) => {
      const { json } = command.optsWithGlobals<Options>();
      const read = await openCliOutages(readLocalSettings(process.env, process.cwd()));
      try {
        const { filename, text } = await read.report(name);
        print(json === true ? JSON.stringify({ filename, text }, null, 2) : text.trimEnd());
      } finally {
        await read.close();
      }
    });
}
