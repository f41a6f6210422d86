import { buildDockerHosts, buildLab, findLabProblem } from './lab.mjs';
import { aptCommand, ensureParts, hostParts, locatePart, prepareSshd, testParts } from './machine-parts.mjs';
import { ensureNode } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureServers } from './programs.mjs';
import { say, together } from './progress.mjs';

/**
 * Everything that tests and benchmarks use. What may not be installed here is named, with the command that does it.
 * @param {string} base the clone
 * @returns {Promise<{ node: string, found: NodeJS.ProcessEnv }>} the Node to run with, and where the parts are
 */
export async function prepareForTests(base) {
  const node = await ensureNode(base);
  const [, machine, servers] = await together([
    ensurePackages(base, node, { dev: true }),
    prepareMachine(base),
    ensureServers(base, { redis: true, nginx: true }),
  ]);
  return { node, found: { ...machine, ...servers } };
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
  else {
    await buildLab(base);
    const dockerProblem = await buildDockerHosts(base);
    if (dockerProblem) say(`no lab hosts with Docker here: ${dockerProblem}`);
  }
  /** @type {NodeJS.ProcessEnv} */
  const found = {};
  for (const part of testParts) {
    const path = locatePart(part);
    if (part.variable && path) found[part.variable] = path;
  }
  return found;
}
