#!/usr/bin/env node
// The way into Resus for any Node since 18: fetches what is missing, then runs src/main.ts with Node 24.
// No imports but Node's own: this file runs before the packages are installed.
import { join } from 'node:path';
import { ensureLab } from './setup/lab.mjs';
import { needsOf } from './setup/needs.mjs';
import { ensureNode, environment } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { refuseInsideNodeModules, root } from './setup/place.mjs';
import { ensureProgram, nginx, redisServer } from './setup/programs.mjs';
import { runToExit } from './setup/progress.mjs';
import { runInOurPlace } from './setup/run.mjs';

await runToExit(async () => {
  const args = process.argv.slice(2);
  refuseInsideNodeModules(root);
  const node = await ensureNode(root);
  await ensurePackages(root, node, { dev: false });
  const needs = needsOf(args, process.env);
  /** @type {NodeJS.ProcessEnv} */
  const found = {};
  if (needs.redis) found.RESUS_REDIS_SERVER = await ensureProgram(root, redisServer);
  if (needs.nginx) found.RESUS_NGINX = await ensureProgram(root, nginx);
  if (needs.lab) await ensureLab(root);
  return runInOurPlace(node, [join(root, 'src/main.ts'), ...args], { env: environment(node, found) });
});
