import type { Command } from 'commander';
import { examine, helperFor, sudoersFor } from '#app/doctor.ts';
import { findCatalogFile, loadCatalog } from '#app/load-catalog.ts';
import { loadRunbooksBeside } from '#app/load-runbooks.ts';
import { readLocalSettings } from '#app/settings.ts';
import { print } from './print.ts';

type Options = { readonly sudoers?: true | string; readonly helper?: true | string; readonly json?: boolean };

export function addDoctor(program: Command, done: (exitCode: number) => void): void {
  program
    .command('doctor')
    .description("look at Resus' own set-up: catalog, Redis, Slack, whether the hosts let it in")
    .option('--sudoers [service]', 'print what the login on the hosts must be allowed, to look and to act')
    .option(
      '--helper [service]',
      'print the root-owned helper for actions, or what it may do for a service (/etc/resus/SERVICE.conf)',
    )
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const settings = readLocalSettings(process.env, process.cwd());
      if (options.sudoers !== undefined) {
        const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
        print(
          sudoersFor(
            catalog,
            loadRunbooksBeside(settings.configFile),
            options.sudoers === true ? undefined : options.sudoers,
          ),
        );
        return;
      }
      if (options.helper !== undefined) {
        const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
        print(helperFor(catalog, options.helper === true ? undefined : options.helper).trimEnd());
        return;
      }
      const findings = await examine(settings);
      if (options.json === true) print(JSON.stringify({ findings }, null, 2));
      else for (const { ok, about, says } of findings) print(`${ok ? '✔' : '✖'} ${about}: ${says}`);
      done(findings.every(({ ok }) => ok) ? 0 : 2);
    });
}
