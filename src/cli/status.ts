import type { Command } from 'commander';
import { openCliPlans } from '#app/cli-plans.ts';
import { readLocalSettings } from '#app/settings.ts';
import { planLine } from './plan-text.ts';
import { print } from './print.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('what waits for approval, what runs, what is locked, whether actions are frozen')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { plans, close } = await openCliPlans(readLocalSettings(process.env, process.cwd()));
      try {
        const [ids, holders, frozen] = await Promise.all([plans.open(), plans.holders(), plans.frozen()]);
        const open = (await Promise.all(ids.map((id) => plans.find(id)))).flatMap((one) => one?.run ?? []);
        if (json === true)
          return print(
            JSON.stringify({ open, locks: Object.fromEntries(holders), frozen: frozen ?? null }, null, 2),
          );
        if (frozen !== undefined)
          print(`All actions are frozen by ${frozen.by}: ${frozen.reason || 'no reason given'}`);
        for (const run of open) print(planLine(run));
        for (const [target, { by, action, planId, since }] of holders)
          print(
            `locked: ${target} by ${by} (${action}, ${planId}), ${Math.round((Date.now() - since) / 1000)} s`,
          );
        if (open.length === 0 && holders.size === 0) print('Nothing waits, nothing runs, nothing is locked.');
      } finally {
        await close();
      }
    });
}
