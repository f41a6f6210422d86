import type { Command } from 'commander';
import { catalogJsonSchema } from '#catalog/catalog.ts';
import { print } from './print.ts';

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of resus.yaml, for editors')
    .action(() => {
      print(JSON.stringify(catalogJsonSchema(), null, 2));
    });
}
