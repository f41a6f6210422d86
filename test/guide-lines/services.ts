import { shopUuid } from '#test/fakes/coolify-app.ts';

/*
 * The five systems of the guides as their owners would write them in resus.yaml. `checks:` is where functions of a
 * product stand that no probe can know of: a login, a list, an import test.
 */
type ServiceText = Record<string, unknown>;

/** An API and its frontend on Coolify; the login is the one POST, what needs an account is expected to say 401. */
export const shopOnCoolify: ServiceText = {
  run: { coolify: shopUuid },
  public: { url: 'https://api.example.test/health', expect: { status: 200 } },
  cors: {
    origins: ['https://shop.example.test', 'https://www.shop.example.test', 'https://api.example.test'],
    headers: ['content-type', 'authorization'],
    credentials: true,
  },
  env: {
    required: [
      'NODE_ENV',
      'DB_URI',
      'PORT',
      'JWT_SECRET_KEY',
      'ACTIVATION_SECRET',
      'CORS_ORIGIN',
      'REDIS_HOST',
      'REDIS_PORT',
      'REDIS_PASSWORD',
      'SESSION_SECRET',
    ],
    equals: { NODE_ENV: 'production', PORT: '8000' },
  },
  checks: [
    {
      id: 'buyer-login',
      post: '/api/v2/user/login',
      json: { email: 'probe@example.test' },
      expect: { status: 401 },
    },
    { id: 'seller', get: '/api/v2/shop/me', expect: { status: 401 } },
    { id: 'logout', get: '/api/v2/user/logout', expect: { status: [200, 401] } },
    { id: 'products', get: '/api/v2/product/all', expect: { status: 200 } },
  ],
  related: { frontend: 'https://shop.example.test/' },
};

/** The same with its host, so that Docker, the database and Redis can be asked from there. */
export const shopWithHost: ServiceText = {
  ...shopOnCoolify,
  host: 'web-1',
  listen: '8000',
  needs: [
    { mongodb: { address: 'mongo.example.test:27017' } },
    { redis: { url: 'env:REDIS_URL' } },
    { redis: { address: '127.0.0.1:6379', unit: 'redis-server' } },
  ],
  deploy: { dir: '/srv/shop-api', branch: 'main' },
};

/** A plain Python process behind nginx and a CDN. */
export const authProcess: ServiceText = {
  host: 'web-1',
  run: { process: { dir: '/srv/auth', start: 'venv/bin/python main.py', log: '/srv/auth/app.log' } },
  listen: '127.0.0.1:8000',
  local: { path: '/health' },
  public: { url: 'https://auth.example.test/api/v1/login', method: 'POST', expect: { status: [401, 422] } },
  proxy: { nginx: '/etc/nginx/sites-enabled/auth' },
  needs: [{ postgres: { unit: 'postgresql@15-main', database: 'auth' } }],
  deploy: { dir: '/srv/auth', venv: '/srv/auth/venv' },
  paths: [{ path: '/srv/auth/main.py' }],
  checks: [
    {
      id: 'login',
      post: '/api/v1/login',
      json: { email: 'probe@example.test', password: 'wrong' },
      expect: { status: [401, 422] },
    },
  ],
};
export const authUnit: ServiceText = { ...authProcess, run: { systemd: 'ok' } };
export const authCompose: ServiceText = { ...authProcess, run: { compose: 'auth' } };
export const authOnWindows: ServiceText = { ...authProcess, run: { windows: 'AuthApi' } };

/** A site behind nginx, as nginx was recorded with it. */
export const behindNginx: ServiceText = {
  host: 'web-1',
  run: { systemd: 'api' },
  listen: '127.0.0.1:8080',
  local: { path: '/health' },
  public: { url: 'http://api.example.test/health' },
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
};

/** Django on CapRover. */
export const portalOnCaprover: ServiceText = {
  run: { caprover: 'portal' },
  public: { url: 'https://portal.example.test/health/', expect: { status: 200, body: 'OK' } },
  env: {
    required: ['DJANGO_SETTINGS_MODULE', 'DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD'],
    equals: { DJANGO_SETTINGS_MODULE: 'portal.settings_caprover', DB_HOST: 'srv-captain--portal-db' },
  },
  checks: [{ id: 'list', get: '/api/items/', expect: { status: 200, json: { results: [] } } }],
};
export const portalWithHost: ServiceText = {
  ...portalOnCaprover,
  host: 'web-1',
  listen: '80',
  needs: [
    { postgres: { docker: 'portal-db', database: 'portal' } },
    { postgres: { url: 'env:DATABASE_URL' } },
  ],
};

/** Django under systemd behind nginx. */
export const payments: ServiceText = {
  host: 'web-1',
  run: { systemd: 'ok' },
  listen: '127.0.0.1:8000',
  local: { path: '/health', expect: { status: 200, json: { status: 'healthy' } } },
  public: { url: 'https://api.example.test/health' },
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
  cors: { origins: ['https://shop.example.test'] },
  env: { file: '/srv/payments/.env', required: ['DATABASE_URL', 'SECRET_KEY', 'DEBUG', 'ALLOWED_HOSTS'] },
  logs: ['/var/log/payments/error.log', '/var/log/postgresql/postgresql-15-main.log'],
  needs: [
    { postgres: { unit: 'postgresql@15-main', database: 'payments', user: 'app' } },
    { postgres: { url: 'env:DATABASE_URL' } },
  ],
  deploy: {
    dir: '/srv/payments',
    branch: 'main',
    venv: '/srv/payments/venv',
    manage: 'manage.py',
    user: 'payments',
  },
  paths: [{ path: '/srv/payments/media', owner: 'payments', writable: true }],
  checks: [
    { id: 'django', run: 'venv/bin/python manage.py check --database default', in: '/srv/payments' },
    { id: 'orders', get: '/api/orders/', expect: { status: 200 } },
    {
      id: 'stale-bytecode',
      run: "! find . -path ./venv -prune -o -name '*.pyc' -not -path '*/__pycache__/*' -print | grep .",
      in: '/srv/payments',
    },
  ],
};
/** Its health page tells as well that debugging is off. */
export const paymentsWithoutDebug: ServiceText = {
  ...payments,
  local: { path: '/health', expect: { status: 200, json: { status: 'healthy', debug: false } } },
};

/** FastAPI under supervisor, with Celery workers and other parts of the product beside it. */
export const storefront: ServiceText = {
  host: 'web-1',
  run: { supervisor: 's-run' },
  listen: '127.0.0.1:8000',
  local: { path: '/api/docs' },
  public: { url: 'https://store.example.test/api/docs' },
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
  needs: [
    { postgres: { url: 'env:DATABASE_URL' } },
    { redis: { url: 'env:REDIS_URL' } },
    { worker: { supervisor: 's-run' } },
  ],
  deploy: { dir: '/srv/storefront', branch: 'main', venv: '/srv/storefront/.venv', python: '3.12' },
  checks: [
    { id: 'imports', run: '.venv/bin/python test_imports.py', in: '/srv/storefront' },
    {
      id: 'engine',
      run: '.venv/bin/python -c "from core.database import engine; engine.connect()"',
      in: '/srv/storefront',
    },
    {
      id: 'login',
      post: '/api/auth/login',
      json: { username: 'probe', password: 'wrong' },
      expect: { status: [401, 422] },
    },
    { id: 'live', get: '/api/live/ready', expect: { status: 200 } },
    { id: 'deploy-script', run: 'test -x deploy.sh', in: '/srv/storefront' },
  ],
  related: {
    frontend: 'https://store.example.test/login',
    sites: 'https://sites.example.test/',
    portal: 'https://portal.example.test/',
  },
};
