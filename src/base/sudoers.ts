/** The path of root's helper, and so the command that a login that is not root runs by sudo. */
export const stepHelperPath = '/usr/local/sbin/resus-step';

/** The error logs of proxies where Debian and its like keep them, which a rule can name. */
export const proxyLogs = { nginx: '/var/log/nginx/error.log', apache: '/var/log/apache2/error.log' } as const;

/** One line of a sudoers file, without the login: `ALL=(root) NOPASSWD: /usr/sbin/nginx -T`. Every word is meant literally. */
export function sudoRule(user: string, command: string, words: readonly string[] = []): string {
  // supervisorctl takes its configuration from the directory it is started in, before that of the system (sudo 1.9.3)
  const where = command.endsWith('/supervisorctl') ? ' CWD=/' : '';
  return `ALL=(${user})${where} NOPASSWD: ${[command, ...words.map(escapeWord)].join(' ')}`;
}

/** sudoers(5): some end or split a command, the others are patterns. */
function escapeWord(word: string): string {
  return word.replaceAll(/[ ,:=\\#*?[\]!^]/g, String.raw`\$&`);
}
