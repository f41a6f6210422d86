import { readFile, readdir } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, join, matchesGlob, resolve } from 'node:path';
import { parse } from 'ssh-config';
import type { ConfigEntry } from './target.ts';

/** OpenSSH gives up at this depth of Include, too. */
const includeLimit = 16;

/** The settings of an alias in an ssh_config file. A missing file has none. */
export async function readConfigEntry(file: string, alias: string): Promise<ConfigEntry> {
  const config = parse(await withIncludes(file, 0));
  // Match exec would run a command of the file on our machine
  const said = config.compute(alias, { ignoreCase: true, matchExec: false });
  const one = (name: string): string | undefined => [said[name] ?? []].flat()[0];
  const jump = one('proxyjump');
  const command = one('proxycommand');
  const port = one('port');
  const address = one('hostname')?.replaceAll('%h', alias);
  const user = one('user');
  const keyFile = one('identityfile');
  const keyName = one('hostkeyalias');
  return {
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(user === undefined ? {} : { user }),
    ...(keyFile === undefined ? {} : { keyFile: expand(keyFile, alias, user) }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(jump === undefined || jump === 'none' ? {} : { jump: jump.split(',').map((hop) => hop.trim()) }),
    ...(command === undefined || command === 'none'
      ? {}
      : { unsupported: 'ProxyCommand (use ProxyJump, or jump: in resus.yaml)' }),
  };
}

function expand(path: string, alias: string, user: string | undefined): string {
  return path
    .replace(/^~(?=\/)/, homedir())
    .replaceAll('%d', homedir())
    .replaceAll('%h', alias)
    .replaceAll('%u', userInfo().username)
    .replaceAll('%r', user ?? userInfo().username);
}

/** The text with every Include replaced by what it includes; paths are relative to ~/.ssh, as ssh_config(5) says. */
async function withIncludes(file: string, depth: number): Promise<string> {
  if (depth > includeLimit) throw new Error(`${file} is included more than ${includeLimit} levels deep`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const include = /^\s*include[\s=]+(.+)$/i.exec(line);
    if (!include) lines.push(line);
    else
      for (const pattern of (include[1] ?? '').trim().split(/\s+/))
        for (const path of await filesOf(pattern.replaceAll('"', ''), dirname(file)))
          lines.push(await withIncludes(path, depth + 1));
  }
  return lines.join('\n');
}

async function filesOf(pattern: string, folder: string): Promise<string[]> {
  const path = resolve(folder, expand(pattern, '', undefined));
  if (!/[*?]/.test(path)) return [path];
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .map((name) => join(dirname(path), name))
    .filter((name) => matchesGlob(name, path))
    .sort();
}
