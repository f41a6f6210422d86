import type { Command } from 'commander';
import { loadCatalog } from '#app/load-catalog.ts';
import { loadRunbooksBeside } from '#app/load-runbooks.ts';
import { replacedIn } from '#runbooks/library.ts';
import { readLocalSettings } from '#app/settings.ts';
import { servicesWithoutChannelLines } from '#doctor/told-nowhere.ts';
import { lacksFrench } from '#runbooks/signature.ts';
import { print } from './print.ts';

export function addLint(program: Command): void {
  program
    .command('lint')
    .description('check the catalog and the runbooks')
    .argument('[catalog]', 'a catalog file; else RESUS_CONFIG or ./resus.yaml')
    .action((file: string | undefined) => {
      const settings = readLocalSettings(process.env, process.cwd());
      const catalogFile = file ?? settings.configFile;
      const catalog = loadCatalog(catalogFile);
      const library = loadRunbooksBeside(catalogFile);
      for (const line of [...replacedIn(library), ...servicesWithoutChannelLines(catalog)]) print(line);
      const verdicts = Object.keys(library.diagnosis.verdicts).length;
      print(
        `The catalog is right: ${Object.keys(catalog.services).length} services on ${Object.keys(catalog.hosts).length} hosts.`,
      );
      print(
        `The runbooks are right: ${verdicts} verdicts, ${library.faults.size} log signatures, ${library.actions.size} actions.`,
      );
      const lacking = [...library.faults.values()].reduce((sum, fault) => sum + lacksFrench(fault), 0);
      if (lacking > 0) print(`${lacking} texts of signatures have no French yet: English stands in.`);
    });
}
