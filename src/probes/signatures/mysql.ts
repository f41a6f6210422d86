import type { Signature } from './signature.ts';

/** MySQL and MariaDB as their clients see them, and brokers. */
export const mysqlSignatures: readonly Signature[] = [
  {
    id: 'mysql-unreachable',
    level: 'root',
    re: /(?:Can't connect to (?:local )?(?:MySQL|MariaDB|server)|ECONNREFUSED [\d.:a-f[\]]+:3306|MySQL server has gone away)/,
  },
  { id: 'mysql-auth', level: 'root', re: /(?:Access denied for user|ER_ACCESS_DENIED_ERROR)/ },
  { id: 'mysql-name', level: 'root', re: /(?:Unknown database '([^']+)'|ER_BAD_DB_ERROR)/ },
  {
    id: 'rabbitmq-unreachable',
    level: 'root',
    re: /ECONNREFUSED [\d.:a-f[\]]+:5672|AMQPConnectionError|amqp.*(?:Connection refused|Connexion refusée)/,
  },
  { id: 'rabbitmq-auth', level: 'root', re: /ACCESS_REFUSED - Login was refused/ },
];
