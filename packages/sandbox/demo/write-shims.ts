import { accessSync, constants } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'shims');
const usualPerlPaths = ['/usr/bin/perl', '/usr/local/bin/perl', '/opt/homebrew/bin/perl'];

/** Writes the commands that stand first on the PATH of the demo's SSH sessions: systemctl, journalctl, sudo, nginx. */
export async function writeShims(
  directory: string,
  { nginxCommand, perlPaths = usualPerlPaths }: { nginxCommand: string[]; perlPaths?: string[] },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const perl = perlPaths.find(isExecutable);
  const client = perl
    ? [perl, join(sources, 'control-client.pl')]
    : [process.execPath, join(sources, 'control-client.mjs')];
  await Promise.all([
    writeScript(join(directory, 'systemctl'), [...client, 'systemctl']),
    writeScript(join(directory, 'journalctl'), [...client, 'journalctl']),
    writeScript(join(directory, 'nginx'), nginxCommand),
    copyFile(join(sources, 'sudo.sh'), join(directory, 'sudo')).then(() =>
      chmod(join(directory, 'sudo'), 0o755),
    ),
  ]);
}

async function writeScript(path: string, command: string[]): Promise<void> {
  await writeFile(path, `#!/bin/sh\nexec ${command.map(quote).join(' ')} "$@"\n`, { mode: 0o755 });
}

/** Quotes a word for sh. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
