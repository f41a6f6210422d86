import type { Signature } from './signature.ts';

/** PostgreSQL as its clients see it, in English and in the French of glibc and libpq. */
export const postgresSignatures: readonly Signature[] = [
  {
    id: 'db-unreachable-pg',
    level: 'root',
    re: /(?:could not connect to server: |connection to server (?:at|on socket) .*failed: (?:Connection refused|Connexion refusée|Connection timed out|No route to host|timeout expired|No such file)|connexion au serveur sur .* a échoué|Connect call failed \('[^']+', 5432\)|ECONNREFUSED [\d.:a-f[\]]+:5432)/,
  },
  {
    id: 'db-auth-pg',
    level: 'root',
    re: /(?:password authentication failed for user|authentification par mot de passe échouée|no pg_hba\.conf entry|pg_hba\.conf rejects connection|fe_sendauth: no password supplied|role ".*" does not exist)/,
  },
  {
    id: 'db-name-pg',
    level: 'root',
    re: /(?:database ".*" does not exist|la base de données « .* » n'existe pas)/,
  },
  {
    id: 'db-host-unresolved',
    level: 'root',
    re: /(?:could not translate host name|n'a pas pu traduire le nom d'hôte|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|Name or service not known|Nom ou service inconnu|Temporary failure in name resolution|Échec temporaire dans la résolution)/,
  },
  {
    id: 'db-too-many-conn',
    level: 'root',
    re: /(?:sorry, too many clients already|remaining connection slots are reserved|désolé, trop de clients)/,
  },
  {
    id: 'db-starting',
    level: 'root',
    re: /(?:the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)|système de bases? de données (?:se lance|s'arrête|est en cours de restauration))/,
  },
];
