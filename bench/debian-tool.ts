import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The path of a program, which root on Debian gets by apt when it is not there; undefined when it cannot be had. */
export function findOrInstall(program: string, debianPackage: string): string | undefined {
  const found = locate(program);
  if (found !== undefined || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return found;
  console.log(`installing ${debianPackage} …`);
  try {
    const wait = ['-o', 'DPkg::Lock::Timeout=120'];
    execFileSync('apt-get', [...wait, 'install', '-y', '--no-install-recommends', debianPackage], {
      stdio: 'ignore',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch {
    return undefined;
  }
  return locate(program);
}

function locate(program: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v -- "$0"', program], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
