import { boot } from './boot.ts';
import { branch } from './branch.ts';
import { changes } from './changes.ts';
import { checks } from './checks.ts';
import { checksFromOutside } from './checks-from-outside.ts';
import { clock } from './clock.ts';
import { cors } from './cors.ts';
import { deploy } from './deploy.ts';
import { disk } from './disk.ts';
import { dns } from './dns.ts';
import { engine } from './engine.ts';
import { env } from './env.ts';
import { files } from './files.ts';
import { firewall } from './firewall.ts';
import { listening } from './listening.ts';
import { load } from './load.ts';
import { local } from './local.ts';
import { logs } from './logs.ts';
import { memory } from './memory.ts';
import { migrations } from './migrations.ts';
import { needs } from './needs.ts';
import { oom } from './oom.ts';
import { paths } from './paths.ts';
import { platformBranch } from './platform/branch.ts';
import { platformEnv } from './platform/env.ts';
import { platformLogs } from './platform/logs.ts';
import { platformNeeds } from './platform/needs.ts';
import { platform } from './platform/platform.ts';
import { platformProcess } from './platform/process.ts';
import { swarmNeeds } from './platform/swarm-needs.ts';
import type { Probe } from './probe.ts';
import { processProbe } from './process.ts';
import { proxy } from './proxy.ts';
import { edge, publicProbe } from './public.ts';
import { related } from './related.ts';
import { runtime } from './runtime.ts';
import { tls } from './tls.ts';

/** Everything Resus can look at. Which of it applies to a service, each probe decides itself. */
export const allProbes: readonly Probe[] = [
  processProbe,
  listening,
  local,
  proxy,
  publicProbe,
  edge,
  related,
  logs,
  needs,
  checks,
  checksFromOutside,
  dns,
  tls,
  cors,
  env,
  paths,
  deploy,
  branch,
  runtime,
  migrations,
  changes,
  disk,
  memory,
  oom,
  files,
  load,
  clock,
  boot,
  firewall,
  engine,
  platform,
  platformProcess,
  platformLogs,
  platformEnv,
  platformBranch,
  platformNeeds,
  swarmNeeds,
];
