// What a command needs before src/main.ts can run: decided here from arguments and environment alone.

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
  const lab = starts && args.includes('--lab');
  // In production nothing is embedded: missing configuration is src/main.ts's error to tell, all at once.
  const embeds = starts && (env.NODE_ENV !== 'production' || lab);
  return {
    redis: embeds && !env.REDIS_URL,
    nginx: embeds && !lab && !env.SLACK_BOT_TOKEN,
    lab,
  };
}
