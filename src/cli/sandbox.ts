import { resolve } from 'node:path';
import type { Command } from 'commander';
import { startSandbox } from '#app/embedded-sandbox.ts';
import { readLocalSettings } from '#app/settings.ts';
import { ended } from './ended.ts';
import { print } from './print.ts';

/** The local workspace by itself, as a place to try any Slack app in. */
export function addSandbox(program: Command, done: (exitCode: number) => void): void {
  program
    .command('sandbox')
    .description('start the local Slack workspace alone, for any app: prints its address and tokens')
    .option('--team <file>', 'people, channels, groups and commands from this YAML file')
    .option('--port <port>', 'default: any free port', '0')
    .action(async ({ team, port }: { team?: string; port: string }) => {
      const { dataDir } = readLocalSettings(process.env, process.cwd());
      const seed = team === undefined ? [] : ['--team', resolve(team)];
      const ending = ended();
      const sandbox = await startSandbox(dataDir, ['--alone', '--port', port, ...seed]);
      print(`The workspace is at ${sandbox.pageUrl}\n\nFor the app:`);
      print(`SLACK_API_URL=${sandbox.apiUrl}`);
      print(`SLACK_BOT_TOKEN=${sandbox.botToken}`);
      print(`SLACK_APP_TOKEN=${sandbox.appToken}`);
      print(`SLACK_SIGNING_SECRET=${sandbox.signingSecret}`);
      await ending;
      await sandbox.stop();
      done(0);
    });
}
