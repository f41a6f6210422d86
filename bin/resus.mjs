#!/usr/bin/env node
// The way into Resus for any Node since 18: fetches what is missing, then runs src/main.ts with Node 24.
// No imports but Node's own: this file runs before the packages are installed.
import { join } from 'node:path';
import { ensureLab } from './setup/lab.mjs';
import { needsOf } from './setup/needs.mjs';
import { compileCache, ensureNode, environment } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { refuseInsideNodeModules, root } from './setup/place.mjs';
import { ensureServers } from './setup/programs.mjs';
import { runToExit, together } from './setup/progress.mjs';
import { runInOurPlace } from './setup/run.mjs';

await runToExit(async () => {
  const args = process.argv.slice(2);
  refuseInsideNodeModules(root);
  const node = await ensureNode(root);
  const needs = needsOf(args, process.env);
  const [, servers] = await together([
    ensurePackages(root, node, { dev: false }),
    ensureServers(root, needs),
    needs.lab ? ensureLab(root) : undefined,
  ]);
  const env = environment(node, { NODE_COMPILE_CACHE: compileCache(root), ...servers });
  return runInOurPlace(node, [join(root, 'src/main.ts'), ...args], { env });
});
