import { existsSync, readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { loadRunbooksBeside } from '#app/load-runbooks.ts';
import { readLocalSettings } from '#app/settings.ts';
import { createRedact } from '#redaction/redact.ts';
import { type ExplainedLine, explainLines } from '#runbooks/explain.ts';
import { print } from './print.ts';

/** A log may be of any size; its end tells why it ended. */
const readAtMost = 4 * 1024 * 1024;

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('say what lines of a log mean, without any host')
    .argument('[what]', 'a file, - for standard input, or a line in quotes', '-')
    .option('--json', 'print one JSON object for each line')
    .option('--fr', 'in French')
    .action(async (what: string, { json, fr }: { readonly json?: boolean; readonly fr?: boolean }) => {
      const settings = readLocalSettings(process.env, process.cwd());
      const library = loadRunbooksBeside(settings.configFile);
      const said = (await textIn(what)).slice(-readAtMost);
      const lines = explainLines(said, library, fr === true ? 'fr' : 'en');
      const redact = createRedact();
      for (const one of lines) print(redact(json === true ? JSON.stringify(one) : paragraphOf(one)));
    });
}

async function textIn(what: string): Promise<string> {
  if (what === '-') return text(process.stdin);
  return existsSync(what) && statSync(what).isFile() ? readFileSync(what, 'utf8') : what;
}

function paragraphOf(one: ExplainedLine): string {
  const rows: (string | undefined)[] = [`> ${one.line}`];
  if (one.fault === null) {
    const { level, exception, at } = one.form ?? {};
    const form = [level, exception, at === undefined ? undefined : `at ${at}`].filter(
      (part) => part !== undefined,
    );
    rows.push(`  not known${form.length === 0 ? '' : `; its form tells: ${form.join(', ')}`}`);
  } else {
    rows.push(
      `  ${one.headline} (${one.fault}, ${one.layer})`,
      one.settledBy === undefined ? undefined : `  To settle it: ${one.settledBy}.`,
      one.wouldConfirm.length === 0 ? undefined : `  Would confirm it: ${one.wouldConfirm.join('; or ')}.`,
      one.wouldContradict.length === 0
        ? undefined
        : `  Would contradict it: ${one.wouldContradict.join('; or ')}.`,
      one.remedies.length === 0 ? undefined : `  Remedies: ${one.remedies.join(', ')}.`,
    );
  }
  return rows.filter((row) => row !== undefined).join('\n');
}
