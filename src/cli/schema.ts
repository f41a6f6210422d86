import type { Command } from 'commander';
import { catalogJsonSchema } from '#app/read-catalog.ts';
import { print } from './print.ts';

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of resus.yaml, for editors')
    .action(() => {
      print(JSON.stringify(catalogJsonSchema(), null, 2));
    });
}
