import type { Command } from 'commander';
import { trustHost } from '#app/trust-host.ts';
import { readLocalSettings } from '#app/settings.ts';
import { print } from './print.ts';

export function addTrust(program: Command, done: (exitCode: number) => void): void {
  program
    .command('trust')
    .description("show a host's key, and remember it once you have compared it")
    .argument('<host>', 'its name in the catalog')
    .option('--fingerprint <SHA256:…>', 'what the host itself says; only the very same key is remembered')
    .action(async (host: string, options: { fingerprint?: string }) => {
      const { message, isTrusted } = await trustHost(
        readLocalSettings(process.env, process.cwd()),
        host,
        options.fingerprint,
      );
      print(message);
      done(isTrusted ? 0 : 3);
    });
}
