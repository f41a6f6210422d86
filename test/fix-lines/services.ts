/** The services of the five guides as their owners would write them, as far as fixes are concerned. */
type Written = Record<string, unknown>;

export const shop: Written = {
  run: { coolify: 'shop-api' },
  public: { url: 'https://api.example.test/health' },
};
export const shopRedis: Written = {
  ...shop,
  host: 'web-1',
  needs: [{ redis: { unit: 'redis-server' } }, { mongodb: { address: '127.0.0.1:27017' } }],
};

const auth: Written = {
  host: 'web-1',
  listen: '127.0.0.1:8000',
  public: { url: 'https://auth.example.test/health' },
  proxy: { nginx: '/etc/nginx/sites-enabled/auth' },
  needs: [{ postgres: { unit: 'postgresql@15-main', database: 'auth' } }],
};
export const authUnit: Written = { ...auth, run: { systemd: 'auth' } };
export const authProcess: Written = {
  ...auth,
  run: { process: { dir: '/srv/auth', start: 'venv/bin/python main.py', log: '/srv/auth/app.log' } },
};
export const authCompose: Written = { ...auth, run: { compose: { project: 'auth', service: 'api' } } };
export const authWindows: Written = { ...auth, run: { windows: 'AuthApi' } };

export const portal: Written = {
  run: { caprover: 'portal' },
  public: { url: 'https://portal.example.test/health/' },
};

export const payments: Written = {
  host: 'web-1',
  run: { systemd: 'payments' },
  listen: '127.0.0.1:8000',
  public: { url: 'https://api.example.test/health' },
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
  env: { file: '/srv/payments/.env', required: ['SECRET_KEY'] },
  needs: [{ postgres: { unit: 'postgresql@15-main', database: 'payments' } }],
  deploy: {
    dir: '/srv/payments',
    branch: 'main',
    user: 'payments',
    venv: '/srv/payments/.venv',
    manage: 'manage.py',
  },
};

export const storefront: Written = {
  host: 'web-1',
  run: { supervisor: 'storefront' },
  listen: '127.0.0.1:8100',
  public: { url: 'https://store.example.test/api/docs' },
  needs: [{ worker: { supervisor: 'storefront-worker' } }],
  deploy: { dir: '/srv/storefront', branch: 'main', user: 'storefront', steps: ['./deploy.sh'] },
  checks: [
    { id: 'imports', run: '.venv/bin/python test_imports.py', in: '/srv/storefront', user: 'storefront' },
  ],
};

/** An operation of the helper for the service `api`, as a login with sudo runs it. */
export function step(words: string): string {
  return `sudo -n /usr/local/sbin/resus-step api ${words}`;
}

/** The host has one commit, the branch a newer one. */
export const moved = { branch: { remoteHead: '1f2e3d4' }, deploy: { head: '0a9b8c7', previous: '9a8b7c6' } };
