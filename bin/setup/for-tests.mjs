import { buildLab, findLabProblem } from './lab.mjs';
import { aptCommand, ensureParts, hostParts, locatePart, prepareSshd, testParts } from './machine-parts.mjs';
import { ensureNode } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureProgram, nginx, redisServer } from './programs.mjs';
import { say } from './progress.mjs';

/**
 * Everything that tests and benchmarks use. What may not be installed here is named, with the command that does it.
 * @param {string} base the clone
 * @returns {Promise<{ node: string, found: NodeJS.ProcessEnv }>} the Node to run with, and where the parts are
 */
export async function prepareForTests(base) {
  const node = await ensureNode(base);
  // Beside each other: npm waits for the network while apt unpacks and the lab image is made.
  const prepared = await Promise.allSettled([
    ensurePackages(base, node, { dev: true }),
    prepareMachine(base),
    prepareServers(base),
  ]);
  const [packages, machine, servers] = prepared;
  if (packages.status === 'rejected') throw packages.reason;
  if (machine.status === 'rejected') throw machine.reason;
  if (servers.status === 'rejected') throw servers.reason;
  return { node, found: { ...machine.value, ...servers.value } };
}

/** @param {string} base @returns {Promise<NodeJS.ProcessEnv>} */
async function prepareServers(base) {
  return {
    RESUS_REDIS_SERVER: await ensureProgram(base, redisServer),
    RESUS_NGINX: await ensureProgram(base, nginx),
  };
}

/** @param {string} base @returns {Promise<NodeJS.ProcessEnv>} */
async function prepareMachine(base) {
  const missing = await ensureParts(testParts);
  if (missing.length > 0) {
    say(
      `missing here: ${missing.map((part) => part.programs[0]).join(', ')}; to install: ${aptCommand(missing)}`,
    );
  }
  prepareSshd();
  const labProblem = hostParts.some((part) => missing.includes(part))
    ? 'it needs debootstrap, ip and ssh'
    : await findLabProblem(base);
  if (labProblem) say(`no lab hosts here: ${labProblem}`);
  else await buildLab(base);
  /** @type {NodeJS.ProcessEnv} */
  const found = {};
  for (const part of testParts) {
    const path = locatePart(part);
    if (part.variable && path) found[part.variable] = path;
  }
  return found;
}
