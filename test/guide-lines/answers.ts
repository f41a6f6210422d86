import { keepDefinitions, keepBuild } from '#platforms/caprover-fields.ts';
import { keepApplication, keepDeployments, keepEnvs, keepImages } from '#platforms/coolify-fields.ts';
import type { HttpAnswer, HttpFailure, PlatformAnswer, ShellAnswer } from '#catalog/ask.ts';
import { type CaproverApp, portalApp } from '#test/fakes/caprover-app.ts';
import {
  type CoolifyApp,
  type CoolifyDeployment,
  type CoolifyEnv,
  shopApp,
  shopDeployments,
  shopUuid,
} from '#test/fakes/coolify-app.ts';
import { exited, recordedAnswers } from '#test/recorded/recorded.ts';
import { targetsOf } from './look.ts';

const tookMs = 5;

export function http(status: number, body = '', headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { outcome: 'answered', status, headers, body, firstByteMs: 12, tookMs };
}

export function failed(failure: HttpFailure, detail = failure): HttpAnswer {
  return { outcome: 'failed', failure, detail, tookMs };
}

/** What curl prints on the host for an answer of the service itself. */
export function curl(status: number, body = '', server = 'uvicorn'): ShellAnswer {
  const type = body.startsWith('{') || body.startsWith('[') ? 'application/json' : 'text/plain';
  return exited(
    `\nresus-http ${status} 0.010297\nresus-exit 0\nHTTP/1.1 ${status} X\nserver: ${server}\ncontent-type: ${type}\n\n${body}`,
  );
}

export const traefik502 = http(502, 'Bad Gateway', { 'content-type': 'text/plain; charset=utf-8' });
export const nginx502 = http(
  502,
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n',
  { server: 'nginx/1.22.1', 'content-type': 'text/html' },
);
export const cloudflare502 = http(502, 'error code: 502', {
  server: 'cloudflare',
  'cf-ray': '8a1b2c3d4e5f6a7b-FRA',
});

/** One of several questions of a recorded scene. */
export function recordedAnswer(file: string, scene: string, ask: string): ShellAnswer {
  const answer = recordedAnswers(file, scene)[ask];
  if (answer === undefined) throw new Error(`${file} has no ${scene}.${ask}`);
  return answer;
}

/** nginx as recorded, its one upstream somewhere else. */
export function nginxWith(upstream: string): Record<string, ShellAnswer> {
  const answers = recordedAnswers('nginx.txt', 'wrong-port');
  const config = answers['config'];
  if (config === undefined || !('text' in config)) throw new Error('nginx.txt lost its configuration');
  return { ...answers, config: { ...config, text: config.text.replaceAll('127.0.0.1:8081', upstream) } };
}

function told(body: unknown): PlatformAnswer {
  return { outcome: 'answered', status: 200, body, tookMs };
}

/** Coolify's answers, past the door that keeps its secrets out. */
export function coolify(
  app: Partial<CoolifyApp> = {},
  ...newer: Partial<CoolifyDeployment>[]
): Record<string, PlatformAnswer> {
  const images = ['3f786850e387550fdab836ed7e6dc881de23001b', '89e6c98d92887913cadf06b2adb97f26cde4849b'];
  return {
    app: told(keepApplication(shopApp(app))),
    deployments: told(keepDeployments({ deployments: shopDeployments(...newer) })),
    images: told(keepImages({ current: images[0], images: images.map((tag) => ({ tag })) })),
  };
}

export function coolifyEnv(
  service: Record<string, unknown>,
  ...rows: CoolifyEnv[]
): Record<string, PlatformAnswer> {
  const [target] = targetsOf(service);
  if (target === undefined) throw new Error('no target');
  return { env: told(keepEnvs(rows, shopUuid, target.catalog)) };
}

export function platformLog(...lines: string[]): Record<string, PlatformAnswer> {
  return {
    log: told({ logs: lines.map((line) => `2026-11-21T00:32:4${lines.indexOf(line)}Z ${line}`).join('\n') }),
  };
}

function definitions(service: Record<string, unknown>, app: Partial<CaproverApp>): PlatformAnswer {
  const [target] = targetsOf(service);
  if (target === undefined) throw new Error('no target');
  const data = { rootDomain: 'apps.example.test', appDefinitions: [portalApp(app)] };
  return { ...told(keepDefinitions(data, target.catalog)), status: 100 } as PlatformAnswer;
}

export function caprover(
  service: Record<string, unknown>,
  app: Partial<CaproverApp> = {},
  isBuildFailed = false,
): Record<string, PlatformAnswer> {
  const lines = isBuildFailed ? ['Step 4/9', 'npm ERR! code 1'] : [];
  const build = keepBuild({ isAppBuilding: app.isAppBuilding ?? false, isBuildFailed, logs: { lines } });
  return { app: definitions(service, app), build: { ...told(build), status: 100 } as PlatformAnswer };
}

export function caproverEnv(
  service: Record<string, unknown>,
  ...envVars: { key: string; value: string }[]
): Record<string, PlatformAnswer> {
  return { env: definitions(service, { envVars }) };
}
