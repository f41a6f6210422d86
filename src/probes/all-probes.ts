import { boot } from './host/boot.ts';
import { branch } from './code/branch.ts';
import { changes } from './host/changes.ts';
import { checks } from './http/checks.ts';
import { checksFromOutside } from './http/checks-from-outside.ts';
import { clock } from './host/clock.ts';
import { container } from './process/container.ts';
import { cors } from './http/cors.ts';
import { deploy } from './code/deploy.ts';
import { disk } from './host/disk.ts';
import { dns } from './http/dns.ts';
import { engine } from './host/engine.ts';
import { env } from './process/env.ts';
import { files } from './host/files.ts';
import { firewall } from './host/firewall.ts';
import { listening } from './process/listening.ts';
import { load } from './host/load.ts';
import { local } from './http/local.ts';
import { logs } from './logs/logs.ts';
import { memory } from './host/memory.ts';
import { migrations } from './code/migrations.ts';
import { needs } from '#needs/needs.ts';
import { oom } from './host/oom.ts';
import { paths } from './process/paths.ts';
import { platformBranch } from './platform/branch.ts';
import { platformEnv } from './platform/env.ts';
import { platformLogs } from './platform/logs.ts';
import { platformNeeds } from './platform/needs.ts';
import { platform } from './platform/platform.ts';
import { platformProcess } from './platform/process.ts';
import { swarmNeeds } from './platform/swarm-needs.ts';
import type { Probe } from './probe.ts';
import { processProbe } from './process/process.ts';
import { proxy } from './proxy/proxy.ts';
import { edge, publicProbe } from './http/public.ts';
import { related } from './http/related.ts';
import { runtime } from './process/runtime.ts';
import { tls } from './http/tls.ts';

/** Everything Resus can look at. Which of it applies to a service, each probe decides itself. */
export const allProbes: readonly Probe[] = [
  processProbe,
  listening,
  container,
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
