/** The scopes of slack-manifest.yaml; an app that was made before lacks some. */
export const botScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'usergroups:read',
  'users:read',
] as const;
