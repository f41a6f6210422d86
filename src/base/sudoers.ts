/** One line of a sudoers file, without the login: `ALL=(root) NOPASSWD: /usr/sbin/nginx -T`. Every word is meant literally. */
export function sudoRule(user: string, command: string, words: readonly string[] = []): string {
  return `ALL=(${user}) NOPASSWD: ${[command, ...words.map(escapeWord)].join(' ')}`;
}

/** sudoers(5): some end or split a command, the others are patterns. */
function escapeWord(word: string): string {
  return word.replaceAll(/[ ,:=\\#*?[\]!^]/g, String.raw`\$&`);
}
