import { faultsOf } from './fault.ts';
import { shopWords } from './shop-words.ts';

const api = 'https://store.example.test/api/health';
const down = { visit: api, gives: 502 } as const;
/** Both are true of what dies at each start; which one heads the verdict is the moment's choice. */
const crashed = ['backend-crashed', 'crash-loop'];

/** System E: the programs of supervisor, the imports that kill the API, the worker beside it. */
export const shopProcessFaults = faultsOf('supervisor-fastapi', shopWords, [
  {
    id: 'e-stopped',
    title: 'the program was stopped by hand',
    inject: 'supervisorctl stop storefront-api',
    symptom: { ...down, inside: 'supervisorctl status storefront-api', says: 'STOPPED' },
    expect: { verdict: 'backend-not-running', notCauses: crashed },
  },
  {
    id: 'e-export',
    title: 'a model is not exported from its package any more',
    inject: `edit '/basket import Basket/d; s/"Basket", //' storefront/models/__init__.py; deploy 'models: tidy'; fatal`,
    symptom: { ...down, inside: 'cat /var/log/storefront/api.err.log', says: 'cannot import name' },
    expect: { verdict: ['py-import-name', ...crashed], causes: ['py-import-name'], quotes: 'Basket' },
  },
  {
    id: 'e-module-path',
    title: 'an import from a module path that does not exist',
    inject: `edit '1i from storefront.core.database import engine' storefront/routes/items.py; deploy 'items: database'; fatal`,
    symptom: down,
    expect: {
      verdict: ['py-module-missing', ...crashed],
      causes: ['py-module-missing'],
      quotes: 'storefront.core',
    },
  },
  {
    id: 'e-class-name',
    title: 'an import of a class that has another name; seen while supervisor still tries',
    inject: `edit 's/import Item$/import CatalogItem as Item/' storefront/routes/items.py; edit 's/startretries=3/startretries=500/' $CONF; changed
      deploy 'items: rename'; settled`,
    symptom: { ...down, inside: 'cat /var/log/storefront/api.err.log', says: 'CatalogItem' },
    expect: { verdict: ['py-import-name', ...crashed], causes: ['py-import-name'] },
  },
  {
    id: 'e-several-imports',
    kind: 'double',
    title: 'two broken imports: the log shows the first, the import test both',
    inject: `edit '/basket import Basket/d; s/"Basket", //' storefront/models/__init__.py
      edit '1i from storefront.core.database import engine' storefront/worker.py
      deploy 'models: tidy, worker: database'; supervisorctl restart storefront-worker >/dev/null || true; fatal`,
    symptom: {
      ...down,
      inside: 'cd /srv/storefront; .venv/bin/python test_imports.py',
      says: 'FAILED worker',
    },
    expect: {
      verdict: ['py-import-name', ...crashed],
      causes: ['py-import-name', ['py-module-missing', 'worker-not-running', 'worker-down', 'check-failed']],
    },
  },
  {
    id: 'e-syntax',
    title: 'a release with a syntax error',
    inject: `echo 'def total(basket:' >>storefront/routes/orders.py; deploy 'orders: total'; fatal`,
    symptom: down,
    expect: { verdict: ['py-syntax', ...crashed], causes: ['py-syntax'] },
  },
  {
    id: 'e-python-version',
    title: 'the release demands a newer Python than the virtual environment has',
    inject: `edit '1i import sys\\nif sys.version_info < (3, 13):\\n    sys.exit("storefront: Python 3.13 or later is required")' storefront/main.py; deploy 'main: python'; fatal`,
    symptom: {
      ...down,
      inside: 'cat /var/log/storefront/api.err.log',
      says: 'Python 3.13 or later is required',
    },
    expect: { verdict: ['py-version', ...crashed], causes: ['py-version'] },
  },
  {
    id: 'e-env-missing',
    title: 'SESSION_SECRET is gone from .env',
    inject: `edit '/^SESSION_SECRET=/d' .env; restart; fatal`,
    symptom: down,
    expect: {
      verdict: ['py-env-missing', 'env-missing', ...crashed],
      causes: [['py-env-missing', 'env-missing']],
      quotes: 'SESSION_SECRET',
    },
  },
  {
    id: 'e-env-permission',
    title: '.env belongs to root since someone edited it',
    inject: 'chown root:root .env; chmod 600 .env; restart; fatal',
    symptom: { ...down, inside: 'cat /var/log/storefront/api.err.log', says: 'PermissionError' },
    expect: { verdict: ['permission', ...crashed], causes: ['permission'], quotes: '/srv/storefront/.env' },
  },
  {
    id: 'e-command',
    title: 'supervisor is told a command that is not there',
    inject: `edit '0,/venv.bin.python/s/.venv.bin.python/.venv\\/bin\\/python3.12/' $CONF; changed; fatal`,
    symptom: { ...down, inside: 'supervisorctl status storefront-api', says: "can't find command" },
    expect: {
      verdict: ['sup-spawn', ...crashed, 'backend-not-running'],
      causes: [['sup-spawn', ...crashed]],
    },
  },
  {
    id: 'e-exited',
    title: 'the program ended by itself with exit 0 and is not restarted',
    inject: `edit '0,/autorestart=true/s//autorestart=unexpected/' $CONF; changed; up; program_is storefront-api RUNNING
      kill -TERM $(supervisorctl pid storefront-api); program_is storefront-api EXITED`,
    symptom: { ...down, inside: 'supervisorctl status storefront-api', says: 'EXITED' },
    expect: { verdict: 'backend-not-running', notCauses: ['crash-loop'] },
  },
  {
    id: 'e-supervisord-stopped',
    title: 'supervisord itself is stopped, and all programs with it',
    inject: 'systemctl stop supervisor',
    symptom: { ...down, inside: 'systemctl is-active supervisor', says: 'inactive' },
    expect: { verdict: ['supervisor-down', 'manager-down', 'backend-not-running'] },
  },
  {
    id: 'e-undeployed-fix',
    title: 'a bad import was deployed; its fix is on the branch but not on the host',
    inject: `edit 's/import Item$/import CatalogItem as Item/' storefront/routes/items.py; deploy 'items: rename'; fatal
      git clone -q /srv/git/storefront.git /tmp/fix; cd /tmp/fix; sed -i 's/import CatalogItem as Item/import Item/' storefront/routes/items.py
      git commit -qam 'items: right name'; git push -q; cd /srv/storefront; git fetch -q; chown -R storefront:storefront .git /srv/git`,
    symptom: { ...down, inside: 'git -C /srv/storefront rev-list --count HEAD..origin/main', says: '1' },
    expect: { verdict: ['py-import-name', ...crashed], causes: ['py-import-name'] },
  },
  {
    id: 'e-hang',
    title: 'a release waits for ever before it answers',
    inject: `edit 's/^def health():/async def health():\\n    __import__("time").sleep(900)/' storefront/main.py; deploy 'health: wait'
      wait_for '[ "$(curl -s -m 1 -o /dev/null -w %{exitcode} 127.0.0.1:8100/api/health)" = 28 ]'`,
    symptom: { visit: api, gives: 504, inside: 'supervisorctl status storefront-api', says: 'RUNNING' },
    expect: { verdict: 'backend-hanging' },
  },
  {
    id: 'e-other-port',
    title: 'the program listens on 8000, nginx and the catalog say 8100',
    inject: `edit 's/--port 8100/--port 8000/' $CONF; changed; wait_for 'curl -sf -o /dev/null http://127.0.0.1:8000/api/health'`,
    symptom: down,
    expect: { verdict: ['port-mismatch', 'upstream-port-mismatch'], notCauses: crashed },
  },
  {
    id: 'e-port-in-use',
    title: 'an orphan of an old start holds the port and does not answer',
    inject: `supervisorctl stop storefront-api >/dev/null
      systemd-run -q --unit orphan --uid storefront python3 -c "import socket,time; s=socket.create_server(('127.0.0.1',8100)); time.sleep(9999)"
      wait_for "ss -Hltn 'sport = :8100' | grep -q ."; supervisorctl start storefront-api >/dev/null || true; fatal`,
    symptom: {
      visit: api,
      gives: 504,
      inside: 'cat /var/log/storefront/api.err.log',
      says: 'address already in use',
    },
    expect: { verdict: ['port-in-use', ...crashed], causes: ['port-in-use'] },
  },
  {
    id: 'e-worker-stopped',
    title: 'the worker is stopped; the API is fine, orders pile up',
    inject: 'supervisorctl stop storefront-worker; order',
    symptom: { visit: api, gives: 200, inside: 'redis-cli llen orders', says: '1' },
    expect: { verdict: ['worker-not-running', 'worker-down'], notCauses: ['backend-not-running'] },
  },
  {
    id: 'e-worker-crashed',
    title: 'the worker dies at start; the API is fine',
    inject: `edit '1i from storefront.jobs import handle' storefront/worker.py; supervisorctl restart storefront-worker >/dev/null || true; program_is storefront-worker FATAL`,
    symptom: { visit: api, gives: 200, inside: 'supervisorctl status storefront-worker', says: 'FATAL' },
    expect: {
      verdict: ['worker-not-running', 'worker-down', 'worker-crashed'],
      notCauses: ['backend-not-running', ...crashed],
    },
  },
]);
