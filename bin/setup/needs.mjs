// What a command needs before src/main.ts can run: decided here from arguments and environment alone, by the rules
// of src/app/settings.ts for what is embedded.

const PARTS = ['bot', 'worker', 'watch'];

/**
 * @typedef {object} Needs
 * @property {boolean} redis a redis-server to start a private one from
 * @property {boolean} nginx for the sandbox's demo services
 * @property {boolean} lab real hosts instead of the demo services
 */

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Needs}
 */
export function needsOf(args, env) {
  const starts = args[0] === 'start' && !args.includes('--help') && !args.includes('-h');
  // In production, and in one process of several, nothing is embedded: missing configuration is an error there.
  const embeds = starts && env.NODE_ENV !== 'production' && !isSplit(args);
  const isSet = (/** @type {string} */ name) => (env[name] ?? '').trim() !== '';
  const hasSlack = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'].some(isSet);
  const lab = embeds && args.includes('--lab');
  return { redis: embeds && !isSet('REDIS_URL'), nginx: embeds && !hasSlack && !lab, lab };
}

/** @param {string[]} args */
function isSplit(args) {
  const words = args.flatMap((arg) => arg.replace(/^--only=/, '--only ').split(' '));
  const named = PARTS.filter((part) => words.includes(part));
  return words.includes('--only') && named.length < PARTS.length;
}
