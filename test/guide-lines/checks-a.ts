import { exited } from '#test/recorded/recorded.ts';
import { shopEnvs } from '#test/fakes/coolify-app.ts';
import { coolify, coolifyEnv, http, platformLog, recordedAnswer, traefik502 } from './answers.ts';
import { fact, goodSign, type Line, line, signature } from './line.ts';
import { shopOnCoolify as shop, shopWithHost as hosted } from './services.ts';

const jwtMissing = 'Error: Required environment variables are missing: JWT_SECRET_KEY';
const allowing = (origin: string) =>
  http(204, '', {
    'x-powered-by': 'Express',
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'content-type',
    'access-control-allow-credentials': 'true',
  });
const refusing = http(204, '', { 'x-powered-by': 'Express' });
const killed = `${JSON.stringify({ Status: 'exited', OOMKilled: true, ExitCode: 137 })}\u00010\u0001shop\u0001{}\u0001no\u0001536870912\u0001/shop\nNow=1795217569\n`;
const head = 'a'.repeat(40);
const newerHead = 'b'.repeat(40);
/** System A: Node, MongoDB and Redis on Coolify, with a frontend of its own. */
export const checksA: readonly Line[] = [
  line(
    'A.C1',
    '502 from the API as a whole, whatever path is asked',
    fact('public.gatewayError', true, shop, { answer: traefik502 }),
    fact('checks.products.blocked', true, shop, { products: traefik502 }),
    fact('checks.seller.blocked', true, shop, { seller: traefik502 }),
  ),
  line(
    'A.C2',
    'the frontend answers by itself',
    fact('related.frontend.status', 200, shop, { frontend: http(200, '<html>') }),
  ),
  line(
    'A.C3',
    'a gateway error under what browsers call CORS',
    fact('cors.onlySymptom', true, shop, { preflight0: traefik502, get0: traefik502 }),
  ),
  line(
    'A.C4',
    'which functions fail',
    fact('checks.buyer-login.passed', false, shop, { 'buyer-login': http(500, '{}') }, 'probe@example.test'),
    fact('checks.seller.passed', true, shop, { seller: http(401, '{}') }),
    fact('checks.logout.passed', true, shop, { logout: http(200, '{}') }),
    fact('checks.products.passed', false, shop, { products: http(500, '{}') }),
  ),
  line(
    'A.C5',
    'what Coolify says of the backend',
    fact(
      'platform.status',
      'restarting:unhealthy',
      shop,
      coolify({ status: 'restarting:unhealthy' }),
      '/applications/',
    ),
  ),
  line(
    'A.C6',
    'the log of a start',
    fact('logs.rootSignature', 'env-missing', shop, platformLog('> shop@1.0.0 start', jwtMissing), '/logs?'),
  ),
  line(
    'A.C7',
    'state of the newest deployment',
    fact(
      'platform.lastDeploymentStatus',
      'in_progress',
      shop,
      coolify({}, { status: 'in_progress', finished_at: null }),
    ),
    fact('platform.building', true, shop, coolify({}, { status: 'queued', finished_at: null })),
    fact('platform.newerFailed', true, shop, coolify({}, { status: 'failed' })),
  ),
  line(
    'A.C8',
    'variables there, by name',
    fact(
      'env.missing',
      ['ACTIVATION_SECRET', 'CORS_ORIGIN', 'REDIS_PORT', 'REDIS_PASSWORD', 'SESSION_SECRET'],
      shop,
      coolifyEnv(shop, ...shopEnvs),
      '/envs',
    ),
  ),
  line(
    'A.C9',
    'NODE_ENV is production',
    fact('env.wrong', ['NODE_ENV'], shop, coolifyEnv(shop, { key: 'NODE_ENV', value: 'development' })),
  ),
  line(
    'A.C10',
    'PORT and the routed port agree',
    fact('env.wrong', ['PORT'], shop, coolifyEnv(shop, { key: 'PORT', value: '3000' })),
    fact('platform.httpPort', 8000, shop, coolify()),
    fact('logs.boundPort', 3000, shop, platformLog('Server listening on port 3000')),
  ),
  line(
    'A.C11',
    'every origin in the list is let in, asked as a browser asks',
    fact('cors.refusedOrigins', ['https://www.shop.example.test'], shop, {
      preflight0: allowing('https://shop.example.test'),
      preflight1: refusing,
      preflight2: allowing('https://api.example.test'),
    }),
  ),
  line(
    'A.C12',
    'no placeholder left',
    fact(
      'env.placeholder',
      ['JWT_SECRET_KEY'],
      shop,
      coolifyEnv(shop, { key: 'JWT_SECRET_KEY', value: 'your-jwt-secret' }),
    ),
  ),
  line(
    'A.C13',
    'health by GET and by HEAD',
    fact(
      'public.expectMet',
      true,
      shop,
      { answer: http(200, '{}', { 'x-powered-by': 'Express' }) },
      '"method":"GET"',
    ),
    fact(
      'public.status',
      200,
      { ...shop, public: { url: 'https://api.example.test/health', method: 'HEAD' } },
      { answer: http(200) },
      '"method":"HEAD"',
    ),
  ),
  line(
    'A.C14',
    'a full preflight lets the frontend in',
    fact(
      'cors.preflightAllowed',
      true,
      shop,
      { preflight0: allowing('https://shop.example.test') },
      'Access-Control-Request-Method',
    ),
    fact('cors.preflightAllowed', false, shop, { preflight0: refusing }),
  ),
  line(
    'A.C15',
    'it lets in the login headers and cookies too',
    fact('cors.missingHeaders', ['authorization'], shop, {
      preflight0: allowing('https://shop.example.test'),
    }),
    fact('cors.credentialsAllowed', true, shop, { preflight0: allowing('https://shop.example.test') }),
  ),
  line(
    'A.C16',
    'the real request carries the header too',
    fact('cors.getAllowed', false, shop, { get0: http(200, '{}', { 'x-powered-by': 'Express' }) }),
  ),
  line(
    'A.C17',
    'the frontend as users walk through it',
    fact('related.frontend.alive', true, shop, { frontend: http(200, '<html>') }),
    fact('checks.logout.passed', true, shop, { logout: http(401, '{}') }),
    {
      gap: 'Logging in as a real buyer or seller needs their password and a browser: people do that. Resus shows that the pages load and that each endpoint answers.',
    },
  ),
  line('A.C18', 'MongoDB came up', goodSign('g-mongo', 'MongoDB connected successfully')),
  line('A.C19', 'Redis came up', goodSign('g-redis', 'Redis connection initialized')),
  line(
    'A.C20',
    'the server listens, and on which port',
    goodSign('g-listen', 'Server listening on port 8000'),
    fact('logs.boundPort', 8000, shop, platformLog('Server listening on port 8000')),
  ),
  line(
    'A.C21',
    'the list of origins was read',
    goodSign('g-cors-list', "Allowed CORS origins: [ 'https://shop.example.test' ]"),
  ),
  line(
    'A.C22',
    'an origin was let in',
    goodSign('g-cors-ok', 'CORS allowed origin: https://shop.example.test'),
  ),
  line(
    'A.C23',
    'MongoDB did not come up',
    signature('mongo-unreachable', 'MongoDB connection failed: timed out'),
  ),
  line('A.C24', 'Redis did not come up', signature('redis-unreachable', 'Redis initialization failed')),
  line('A.C25', 'variables missing, as the log says', signature('env-missing', jwtMissing)),
  line(
    'A.C26',
    'an origin was refused',
    signature('cors-blocked', 'CORS blocked request from: https://shop.example.test'),
  ),
  line(
    'A.C27',
    'limits of the container, and whether it hit them',
    fact('platform.memoryLimitBytes', 536_870_912, shop, coolify()),
    fact('platform.cpuLimit', 1, shop, coolify()),
    fact('process.oomKilled', true, hosted, { state: exited(killed) }, 'docker inspect'),
    fact('memory.low', true, hosted, { meminfo: exited('MemTotal: 1000000 kB\nMemAvailable: 20000 kB\n') }),
    fact('load.overloaded', true, hosted, { load: exited('9.10 9.00 8.00 3/200 4121\n2\n') }),
  ),
  line(
    'A.C28',
    'MongoDB can be reached',
    fact('needs.mongodb.reachable', true, hosted, {
      mongodb: exited(
        'resus-address mongo.example.test:27017\nresus-open\ngreeting isWritablePrimary maxBsonObjectSize\n\nresus-end\n',
      ),
    }),
  ),
  line(
    'A.C29',
    'Redis runs and answers',
    fact('needs.redis.up', true, hosted, { redis: recordedAnswer('needs.txt', 'up', 'redis') }),
  ),
  line(
    'A.C30',
    'the way from the app to its databases',
    fact('needs.mongodb.outcome', 'unresolved', hosted, {
      mongodb: exited(
        'resus-address mongo.example.test:27017\nmongo.example.test: Name or service not known\n\nresus-end\n',
      ),
    }),
    fact('needs.redis-2.outcome', 'refused', hosted, {
      'redis-2': recordedAnswer('needs.txt', 'down', 'redis-2'),
    }),
  ),
  line(
    'A.C31',
    'an earlier deployment that worked, its image still there',
    fact('platform.lastGood', '89e6c98d92887913cadf06b2adb97f26cde4849b', shop, coolify()),
    fact('platform.lastGoodKept', true, shop, coolify()),
  ),
  line(
    'A.C32',
    'commits that are not deployed yet',
    fact(
      'branch.deployed',
      false,
      hosted,
      {
        remote: exited(`@head\n${head}\n@remote\n${newerHead}\trefs/heads/main\n`),
      },
      'ls-remote',
    ),
    fact('platform.deployedCommit', '3f786850e387550fdab836ed7e6dc881de23001b', shop, coolify()),
    {
      gap: 'Without a checkout on a host the head of the branch cannot be asked: Coolify tells the deployed commit, people compare.',
    },
  ),
  line(
    'A.C33',
    'a rate limit that hits honest users',
    fact('checks.buyer-login.rateLimited', true, shop, { 'buyer-login': http(429, '{}') }),
    fact('public.rateLimited', true, shop, { answer: http(429, '', { 'retry-after': '600' }) }),
  ),
];
