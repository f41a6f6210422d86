import type { Command } from 'commander';
import { z } from 'zod';
import { catalogSchema } from '#services/catalog.ts';
import { print } from './print.ts';

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of resus.yaml, for editors')
    .action(() => {
      print(JSON.stringify(z.toJSONSchema(catalogSchema, { io: 'input' }), null, 2));
    });
}
