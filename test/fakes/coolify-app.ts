/** An application as Coolify keeps it, secrets included: whoever reads the API gets the whole row. */
export type CoolifyApp = Record<string, unknown> & {
  uuid: string;
  name: string;
  fqdn: string | null;
  status: string;
};
export type CoolifyEnv = {
  key: string;
  value: string;
  is_preview?: boolean;
  is_required?: boolean;
  is_literal?: boolean;
};
export type CoolifyDeployment = Record<string, unknown> & {
  deployment_uuid: string;
  status: string;
  commit: string;
};

export const shopUuid = 'k8s4owgc0wk8sw4s4k8ss0g4';

/** Text that must never be seen outside src/platforms. */
export const coolifySecrets = [
  'whsec-a1b2c3d4e5',
  'basic-auth-hunter22',
  'mongodb://shop:s3cr3tpw@mongo/shop',
  'jwt-9f8e7d6c5b',
  'git-pat-12345678',
];

export function shopApp(changes: Partial<CoolifyApp> = {}): CoolifyApp {
  return {
    id: 7,
    uuid: shopUuid,
    name: 'shop-api',
    description: null,
    fqdn: 'https://api.example.test,https://www.api.example.test',
    git_repository: 'https://bot:git-pat-12345678@git.example.test/shop/api.git',
    git_branch: 'main',
    git_commit_sha: 'HEAD',
    build_pack: 'nixpacks',
    ports_exposes: '8000',
    ports_mappings: null,
    status: 'running:healthy',
    health_check_enabled: true,
    health_check_path: '/health',
    health_check_port: null,
    limits_memory: '512m',
    limits_cpus: '1',
    restart_count: 0,
    max_restart_count: 10,
    last_restart_at: null,
    last_restart_type: null,
    last_online_at: '2026-11-20 23:59:58',
    server_status: true,
    manual_webhook_secret_github: 'whsec-a1b2c3d4e5',
    http_basic_auth_username: 'shop',
    http_basic_auth_password: 'basic-auth-hunter22',
    ...changes,
  };
}

export const shopEnvs: CoolifyEnv[] = [
  { key: 'NODE_ENV', value: 'production' },
  { key: 'DB_URI', value: 'mongodb://shop:s3cr3tpw@mongo/shop' },
  { key: 'PORT', value: '8000' },
  { key: 'JWT_SECRET_KEY', value: 'jwt-9f8e7d6c5b' },
  { key: 'REDIS_HOST', value: 'redis' },
];

const good = '3f786850e387550fdab836ed7e6dc881de23001b';
const older = '89e6c98d92887913cadf06b2adb97f26cde4849b';

/** Newest first, as Coolify lists them. */
export function shopDeployments(...newer: Partial<CoolifyDeployment>[]): CoolifyDeployment[] {
  const row = (changes: Partial<CoolifyDeployment>, index: number): CoolifyDeployment => ({
    deployment_uuid: `dep${String(index).padStart(21, '0')}`,
    application_id: '7',
    status: 'finished',
    commit: good,
    commit_message: 'take payments in euros',
    restart_only: false,
    rollback: false,
    force_rebuild: false,
    is_webhook: true,
    pull_request_id: 0,
    created_at: '2026-11-20T10:00:00.000000Z',
    updated_at: '2026-11-20T10:02:00.000000Z',
    finished_at: '2026-11-20T10:02:00.000000Z',
    logs: '[{"output":"build arg JWT=jwt-9f8e7d6c5b"}]',
    ...changes,
  });
  return [
    ...newer,
    { restart_only: true },
    {},
    { commit: older, commit_message: 'first release', created_at: '2026-11-18T10:00:00.000000Z' },
  ].map(row);
}

export const goodCommit = good;
export const olderCommit = older;
