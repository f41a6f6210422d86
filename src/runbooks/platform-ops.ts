/** The operations that an action may ask of a platform. */
export const platformOps = [
  'start',
  'restart',
  'stop',
  'redeploy',
  'rollback',
  'set-port',
  'set-memory',
  'set-env',
  'set-route',
  'switch-definition',
];
