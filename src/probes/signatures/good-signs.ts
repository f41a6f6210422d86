import type { GoodSign } from './signature.ts';

/**
 * Lines that show that a part came up. `serving` ones are said only by a service that is ready; the others come before a
 * bind or an import that may still fail.
 */
export const goodSigns: readonly GoodSign[] = [
  { id: 'g-mongo', serving: false, re: /MongoDB connected successfully/ },
  { id: 'g-redis', serving: false, re: /Redis connection initialized/ },
  { id: 'g-listen', serving: true, re: /Server listening on port (\d+)/ },
  { id: 'g-cors-list', serving: false, re: /Allowed CORS origins: \[/ },
  { id: 'g-cors-ok', serving: false, re: /CORS allowed origin: (\S+)/ },
  { id: 'g-uvicorn', serving: true, re: /Uvicorn running on (https?:\/\/\S+|unix socket \S+)/ },
  { id: 'g-gunicorn', serving: false, re: /Listening at: (\S+) \((\d+)\)/ },
  { id: 'g-worker', serving: false, re: /Booting worker with pid: (\d+)/ },
  { id: 'g-startup', serving: false, re: /Application startup complete\./ },
  { id: 'g-celery', serving: true, re: /celery@\S+ ready\./ },
  { id: 'g-pg', serving: true, re: /database system is ready to accept connections/ },
  { id: 'g-redis-srv', serving: true, re: /Ready to accept connections/ },
];
