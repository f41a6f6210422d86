import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureParts, hostParts } from './machine-parts.mjs';
import { slowly, SetupError } from './progress.mjs';
import { run } from './run.mjs';

/**
 * @param {string} base the clone
 * @returns {Promise<string | undefined>} why no lab host can run on this machine
 */
export async function findLabProblem(base) {
  const script = labScript(base);
  if (!existsSync(script)) return `${script} is not there`;
  if (process.platform !== 'linux') return 'the lab of real hosts needs Linux';
  const asked = await run('bash', [script, 'available']);
  return asked.code === 0 ? undefined : asked.output.trim().replace(/^lab: /, '');
}

/** Makes the base image that every lab host boots from, once.
 * @param {string} base the clone */
export async function buildLab(base) {
  const script = labScript(base);
  const stamp = (await run('bash', [script, 'stamp'])).output.trim();
  const dir = process.env.RESUS_LAB_DIR ?? '/var/tmp/resus-lab';
  if (existsSync(join(dir, `base-${stamp}`, '.ready'))) return;
  const step = 'make the base image of the lab hosts (once, 1 to 2 minutes)';
  await slowly(step, async () => {
    const built = await run('bash', [script, 'build']);
    if (built.code === 0) return;
    const todo = `run ${script} build to see it all; it needs the network`;
    throw new SetupError({ step, why: built.output, todo });
  });
}

/**
 * Installs what only some hosts have, once: Docker with what stands in its containers, and Podman.
 * @param {string} base the clone
 * @returns {Promise<string | undefined>} why no host can have one: then their tests are skipped
 */
export async function buildDockerHosts(base) {
  const script = labScript(base);
  for (const set of ['docker', 'podman']) {
    const packages = ['packages', set];
    if ((await run('bash', [script, ...packages, 'there'])).code === 0) continue;
    const problem = await slowly(
      `install ${set} for the lab hosts that run it (once, 1 minute)`,
      async () => {
        const built = await run('bash', [script, ...packages]);
        return built.code === 0 ? undefined : built.output.trim();
      },
    );
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** For `start --lab`, where a lab that cannot run is an error.
 * @param {string} base */
export async function ensureLab(base) {
  const problem = await findLabProblem(base);
  if (problem) {
    const todo = 'run it as root on Linux, or leave --lab out to use the demo services';
    throw new SetupError({ step: 'use real lab hosts (--lab)', why: problem, todo });
  }
  await ensureParts(hostParts);
  await buildLab(base);
}

/** @param {string} base */
function labScript(base) {
  return join(base, 'test', 'lab', 'lab.sh');
}
