import { resolve } from 'node:path';
import { AppError } from '#base/errors.ts';

export type Part = 'bot' | 'worker' | 'watch';

/** The settings from the environment. `undefined` stands for "the embedded default, started with us". */
export type Settings = LocalSettings & {
  readonly slack: SlackSettings | undefined;
  readonly http: { readonly host: string; readonly port: number };
  readonly isProduction: boolean;
  readonly parts: readonly Part[];
};

/** The settings of a command that only looks, from here. */
export type LocalSettings = {
  readonly redisUrl: string | undefined;
  readonly configFile: string;
  readonly dataDir: string;
  readonly logLevel: string;
};

export type SlackSettings = {
  readonly botToken: string;
  /** Socket Mode; else `signingSecret` and HTTP. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly apiUrl?: string;
};

export const allParts: readonly Part[] = ['bot', 'worker', 'watch'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment once. Throws `config_missing` that names every missing variable at once. */
export function readSettings(env: Environment, parts: readonly Part[], cwd: string): Settings {
  const isProduction = env['NODE_ENV'] === 'production';
  const isSplit = parts.length < allParts.length;
  const missing: string[] = [];
  const local = readLocalSettings(env, cwd);
  if (local.redisUrl === undefined && (isProduction || isSplit)) {
    missing.push(isSplit && !isProduction ? 'REDIS_URL (separate processes meet in one Redis)' : 'REDIS_URL');
  }
  const slack = readSlack(env, isProduction || isSplit, missing);
  if (missing.length > 0) {
    throw new AppError(
      'config_missing',
      `Not configured: ${missing.join(', ')}.\nSet them in the environment (docs/configuration.md says where each comes from)${
        isProduction ? ', or leave NODE_ENV unset to try Resus on embedded defaults.' : '.'
      }`,
    );
  }
  return {
    ...local,
    slack,
    http: readHttp(filled(env['RESUS_HTTP']) ?? '127.0.0.1:8502'),
    isProduction,
    parts,
  };
}

/** Never throws: nothing of this is required. */
export function readLocalSettings(env: Environment, cwd: string): LocalSettings {
  return {
    redisUrl: filled(env['REDIS_URL']),
    configFile: resolve(cwd, filled(env['RESUS_CONFIG']) ?? 'resus.yaml'),
    dataDir: resolve(cwd, filled(env['RESUS_DATA']) ?? '.resus'),
    // At a terminal the few lines for people are enough; a machine wants the whole story.
    logLevel: filled(env['LOG_LEVEL']) ?? (env['NODE_ENV'] === 'production' ? 'info' : 'warn'),
  };
}

/** Slack's tokens where they are set; whoever asks can do without. */
export function readSlackSettings(env: Environment): SlackSettings | undefined {
  return readSlack(env, false, []);
}

function readSlack(env: Environment, isRequired: boolean, missing: string[]): SlackSettings | undefined {
  const botToken = filled(env['SLACK_BOT_TOKEN']);
  const appToken = filled(env['SLACK_APP_TOKEN']);
  const signingSecret = filled(env['SLACK_SIGNING_SECRET']);
  const apiUrl = filled(env['SLACK_API_URL']);
  const hasReceiver = appToken !== undefined || signingSecret !== undefined;
  // Half a configuration is a mistake, not a wish for the sandbox.
  const isWanted = isRequired || botToken !== undefined || hasReceiver;
  if (!isWanted) return undefined;
  if (botToken === undefined) missing.push('SLACK_BOT_TOKEN');
  if (!hasReceiver) missing.push('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)');
  if (botToken === undefined) return undefined;
  return {
    botToken,
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  };
}

function readHttp(text: string): Settings['http'] {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw new AppError(
      'config_invalid',
      `RESUS_HTTP is "${text}"; expected host:port, such as 127.0.0.1:8502.`,
    );
  }
  return { host: host.replaceAll(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

/** An empty variable, as compose files leave them, is no variable. */
function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
