import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { panelAgent } from './health.ts';
import type { Places } from './places.ts';
import type { DemoService } from './service.ts';

export interface Nginx {
  /** The real nginx, told to use only what lies in the demo's directory. */
  command: string[];
  config: string;
  /** Directives for the modules this nginx was built with: naming another one's would be an error. */
  temporaryPaths: string;
}

/** Answers with the id of the worker that serves; see reload-nginx.ts. */
export const workerPath = '/demo-worker';

const modules = ['fastcgi', 'uwsgi', 'scgi'];

/** Looks at the nginx given, or at the one on PATH, and says what to do when there is none. */
export async function findNginx(places: Places, program = 'nginx'): Promise<Nginx> {
  const built = await promisify(execFile)(program, ['-V'], {
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin` },
  }).catch((error: unknown) => {
    throw new Error(
      `the demo's reverse proxy cannot start: ${program} does not run. Install nginx (apt-get install nginx-light, brew install nginx) or set RESUS_NGINX to its path`,
      { cause: error },
    );
  });
  const path = await resolveProgram(program);
  const config = join(places.nginx, 'nginx.conf');
  const errorLog = join(places.logs, 'nginx/error.log');
  const names = [
    'client_body',
    'proxy',
    ...modules.filter((name) => !built.stderr.includes(`--without-http_${name}_module`)),
  ];
  return {
    config,
    // Without -e (nginx 1.19.5) an unprivileged nginx first complains about the system's error log.
    command: [
      path,
      '-p',
      places.nginx,
      '-c',
      config,
      ...(knowsErrorLogOption(built.stderr) ? ['-e', errorLog] : []),
    ],
    temporaryPaths: names
      .map((name) => `  ${name}_temp_path ${quoted(join(places.root, 'var/tmp/nginx', name))};`)
      .join('\n'),
  };
}

export async function writeNginxConfig(places: Places, nginx: Nginx, port: number): Promise<void> {
  await Promise.all([
    mkdir(join(places.logs, 'nginx'), { recursive: true }),
    mkdir(join(places.root, 'var/tmp/nginx'), { recursive: true }),
  ]);
  const isRoot = process.getuid?.() === 0;
  await writeFile(
    nginx.config,
    `# The demo's own nginx: unprivileged, on loopback, with nothing outside this directory.
${isRoot ? 'user root;\n' : ''}daemon off;
worker_processes 1;
pid ${quoted(join(places.root, 'var/nginx.pid'))};
error_log ${quoted(join(places.logs, 'nginx/error.log'))};
events { worker_connections 256; }
http {
${nginx.temporaryPaths}
  map $http_user_agent $is_user { default 1; ${panelAgent} 0; }
  access_log ${quoted(join(places.logs, 'nginx/access.log'))} combined if=$is_user;
  default_type text/plain;
  proxy_connect_timeout 2s;
  proxy_read_timeout 3s;
  server {
    listen 127.0.0.1:${port} default_server;
    location = ${workerPath} { access_log off; return 200 $pid; }
    location / { return 404 "no such site\\n"; }
  }
  include ${quoted(`${places.sites}/*`)};
}
`,
  );
}

/** The site of one service; `upstreamPort` is the service's own unless a fault says otherwise. */
export function siteText(service: DemoService, nginxPort: number, upstreamPort = service.port): string {
  return `server {
  listen 127.0.0.1:${nginxPort};
  server_name ${service.host};
  location / {
    proxy_pass http://127.0.0.1:${upstreamPort};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
  }
}
`;
}

async function resolveProgram(program: string): Promise<string> {
  if (program.includes('/')) return program;
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin`;
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'command -v "$1"', 'sh', program], {
    env: { PATH: path },
  });
  return stdout.trim();
}

function knowsErrorLogOption(versionText: string): boolean {
  const [, major = 0, minor = 0, patch = 0] = (/nginx\/(\d+)\.(\d+)\.(\d+)/.exec(versionText) ?? []).map(
    Number,
  );
  return major > 1 || minor > 19 || (minor === 19 && patch >= 5);
}

function quoted(path: string): string {
  return /^[\w./*-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, '\\$&')}"`;
}
