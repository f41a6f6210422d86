// What a person sees while Resus sets itself up. Everything goes to standard error: standard output belongs to
// the command (`resus diagnose --json` must stay one JSON object on a first run too).

const FIRST_SIGN_MS = 5_000;
const LONGEST_SILENCE_MS = 15_000;

/** A set-up step that failed: which, why, and what to do next. Printed whole, then exit 1. */
export class SetupError extends Error {
  /** @param {{ step: string, why: string, todo: string }} what */
  constructor({ step, why, todo }) {
    super(`could not ${step}: ${why}`);
    this.step = step;
    this.why = why;
    this.todo = todo;
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`resus: ${line}\n`);
}

/**
 * Runs a slow step with a line when it begins, one every few seconds while it lasts, and one when it is done.
 * Whole lines instead of a redrawn one, because steps may run beside each other and logs are read later.
 * @template T
 * @param {string} step in the infinitive, as in "could not <step>"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function slowly(step, work) {
  const startedAt = Date.now();
  const elapsedS = () => Math.round((Date.now() - startedAt) / 1000);
  say(`${step} …`);
  const sign = () => {
    say(`${step} … ${elapsedS()} s`);
    timer = setTimeout(sign, Math.min(LONGEST_SILENCE_MS, Date.now() - startedAt));
  };
  let timer = setTimeout(sign, FIRST_SIGN_MS);
  try {
    const result = await work();
    say(`${step}: done in ${elapsedS()} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Steps beside each other: one waits for npm's network while another waits for apt's. When one fails the others are
 * still seen to their end, so that nothing is half done and the failure is the last that is said.
 * @template {readonly unknown[] | []} T
 * @param {T} steps
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
export async function together(steps) {
  await Promise.allSettled(steps);
  return Promise.all(steps);
}

/**
 * The edge of every bin script: a SetupError is told in three lines, anything else keeps its stack.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runToExit(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof SetupError)) throw error;
    const why = gist(error.why).join('\n        ');
    process.stderr.write(`resus: could not ${error.step}\n  why:  ${why}\n  do:   ${error.todo}\n`);
  }
}

const HEAD_LINES = 8;
const TAIL_LINES = 3;

/** npm ends an error with a page of usage and apt begins one with its progress: neither may bury the reason.
 * @param {string} output @returns {string[]} */
function gist(output) {
  const lines = output
    .split('\n')
    .filter((line) => /\S/.test(line) && !/^(npm warn|Get:|Hit:|Ign:|Fetched|Reading|Building)/.test(line));
  if (lines.length <= HEAD_LINES + TAIL_LINES) return lines;
  return [
    ...lines.slice(0, HEAD_LINES),
    `… ${lines.length - HEAD_LINES - TAIL_LINES} lines …`,
    ...lines.slice(-TAIL_LINES),
  ];
}
