import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';
const broken = { visit: health, gives: 500 } as const;

/** System D: PostgreSQL, and the way to it. */
export const djangoDatabaseFaults = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-db-stopped',
    title: 'PostgreSQL is stopped; the wrapper unit still says active',
    inject: 'systemctl stop postgresql@15-main; outside /health',
    symptom: { ...broken, inside: 'systemctl is-active postgresql', says: 'active' },
    expect: { verdict: 'db-unreachable-pg', notCauses: ['db-auth-pg'] },
  },
  {
    id: 'd-db-password',
    title: 'the password of the database role was changed',
    inject: `sql -c "ALTER ROLE payments PASSWORD 'another'"; outside /health`,
    symptom: broken,
    expect: { verdict: 'db-auth-pg', notCauses: ['db-unreachable-pg'] },
  },
  {
    id: 'd-db-role',
    title: 'pg_hba.conf no longer lets the role in',
    inject: `edit '1i host all payments 127.0.0.1/32 reject' /etc/postgresql/15/main/pg_hba.conf; systemctl reload postgresql@15-main; sleep 0.5; outside /health`,
    symptom: { ...broken, inside: 'journalctl -q -u payments-backend', says: 'pg_hba.conf' },
    expect: { verdict: 'db-auth-pg' },
  },
  {
    id: 'd-db-name',
    title: 'DATABASE_URL names a database that does not exist',
    inject: `edit 's#5432/payments#5432/paymentz#' .env; restart; wait_for "ss -Hltn 'sport = :8000' | grep -q ."; sleep 1; outside /health`,
    symptom: broken,
    expect: { verdict: 'db-name-pg' },
  },
  {
    id: 'd-db-host',
    title: 'DATABASE_URL names a host that does not resolve',
    inject: `edit 's#@127.0.0.1:#@db.example.test:#' .env; restart; wait_for "ss -Hltn 'sport = :8000' | grep -q ."; sleep 1; outside /health`,
    symptom: {
      ...broken,
      inside: 'journalctl -q -u payments-backend',
      says: 'could not translate host name',
    },
    expect: { verdict: 'db-host-unresolved' },
  },
  {
    id: 'd-db-port',
    title: 'DATABASE_URL has a wrong port, PostgreSQL itself is fine',
    inject: `edit 's#:5432/#:5433/#' .env; restart; wait_for "ss -Hltn 'sport = :8000' | grep -q ."; sleep 1; outside /health`,
    symptom: { ...broken, inside: 'pg_isready -h 127.0.0.1', says: 'accepting connections' },
    expect: { verdict: 'db-unreachable-pg' },
  },
  {
    id: 'd-db-slots',
    title: 'something holds all connections of PostgreSQL',
    inject: `edit 's/^max_connections.*/max_connections = 8/' /etc/postgresql/15/main/postgresql.conf; systemctl restart postgresql@15-main
      for n in 1 2 3 4 5; do systemd-run -q env PGPASSWORD=lab-db-password psql -qX -h 127.0.0.1 -U payments payments -c 'SELECT pg_sleep(900)'; done
      sleep 1; outside /health`,
    symptom: { ...broken, inside: 'journalctl -q -u payments-backend', says: 'connection slots' },
    expect: { verdict: 'db-too-many-conn' },
  },
  {
    id: 'd-db-stopping',
    title: 'PostgreSQL waits in a smart shutdown for one old session',
    inject: `systemd-run -q --uid postgres psql -qX payments -c 'SELECT pg_sleep(900)'; sleep 0.5
      systemctl kill -s TERM --kill-who=main postgresql@15-main; sleep 1; outside /health`,
    symptom: { ...broken, inside: 'journalctl -q -u payments-backend', says: 'shutting down' },
    expect: { verdict: ['db-starting', 'db-unreachable-pg'] },
  },
  {
    id: 'd-db-disk-full',
    title: 'the disk of PostgreSQL is full and it cannot start again',
    inject: `systemctl stop postgresql@15-main; cd /var/lib/postgresql/15
      mv main main.old; mkdir main; mount -t tmpfs -o size=80m,uid=$(id -u postgres),gid=$(id -g postgres),mode=700 tmpfs main
      cp -a main.old/. main/; dd if=/dev/zero of=main/core.dump bs=1M 2>/dev/null || true
      systemctl start postgresql@15-main || true; outside /health`,
    symptom: { ...broken, inside: 'df -P /var/lib/postgresql/15/main', says: '100%' },
    expect: { verdict: ['disk-full', 'db-unreachable-pg'], causes: ['db-unreachable-pg'] },
  },
  {
    id: 'd-db-frozen',
    title: 'PostgreSQL is stopped in its tracks (SIGSTOP)',
    inject: `systemctl kill -s STOP postgresql@15-main; sleep 0.5`,
    symptom: { visit: health, gives: [500, 504] },
    expect: { verdict: ['db-unreachable-pg', 'db-hanging', 'backend-hanging'] },
  },
]);
