import type { Command } from 'commander';
import { exportAudit } from '#audit/audit.ts';
import { verifyAudit } from '#audit/verify-audit.ts';
import { openCliRedis } from '#app/cli-redis.ts';
import { readLocalSettings } from '#app/settings.ts';
import { print, printError } from './print.ts';

export function addAudit(program: Command, done: (exitCode: number) => void): void {
  const audit = program
    .command('audit')
    .description('the record of everything that was planned, approved and done');
  audit
    .command('verify')
    .description('find any edit: in Redis, and against the heads kept outside of it')
    .option('--head <head...>', 'a head as the ops channel or the log shows it: N:HASH')
    .option('--json', 'print one JSON object')
    .action(async ({ json, head = [] }: { readonly json?: boolean; readonly head?: string[] }) => {
      const settings = readLocalSettings(process.env, process.cwd());
      const redis = await openCliRedis(settings);
      try {
        const verified = await verifyAudit(redis, settings.dataDir, { now: Date.now(), heads: head });
        const { records, anchors, problems } = verified;
        if (json === true) print(JSON.stringify(verified, null, 2));
        else if (problems.length === 0)
          print(`The record is whole: ${records} lines, ${anchors} heads kept outside of Redis.`);
        else for (const problem of problems) printError(`✖ ${problem}`);
        done(problems.length === 0 ? 0 : 2);
      } finally {
        redis.disconnect();
      }
    });
  audit
    .command('export')
    .description('print it, one JSON object a line')
    .action(async () => {
      const redis = await openCliRedis(readLocalSettings(process.env, process.cwd()));
      try {
        for await (const line of exportAudit(redis)) print(line);
      } finally {
        redis.disconnect();
      }
    });
}
