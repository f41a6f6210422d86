export type CaproverApp = Record<string, unknown> & {
  appName: string;
  instanceCount: number;
  isAppBuilding: boolean;
  envVars: { key: string; value: string }[];
};
export type LogLine = { at: string; text: string; stream?: 1 | 2 };

/** Text that must never be seen outside src/platforms. */
export const caproverSecrets = [
  'pg-s3cr3t-pw',
  'dj-5ecr3t-key',
  'push-tok-778899',
  'git-hunter2-pw',
  'ssh-key-abcdef',
];

export function portalApp(changes: Partial<CaproverApp> = {}): CaproverApp {
  return {
    appName: 'portal',
    hasPersistentData: false,
    isAppBuilding: false,
    instanceCount: 1,
    containerHttpPort: 80,
    notExposeAsWebApp: false,
    forceSsl: true,
    hasDefaultSubDomainSsl: true,
    customDomain: [{ publicDomain: 'portal.example.test', hasSsl: true }],
    captainDefinitionRelativeFilePath: './captain-definition',
    deployedVersion: 12,
    isLegacyAppName: true,
    versions: [
      {
        version: 10,
        deployedImageName: 'img-captain-portal:10',
        timeStamp: '2026-11-18T09:00:00.000Z',
        gitHash: 'aaa111',
      },
      { version: 11, timeStamp: '2026-11-19T09:00:00.000Z', gitHash: 'bbb222' },
      {
        version: 12,
        deployedImageName: 'img-captain-portal:12',
        timeStamp: '2026-11-20T09:00:00.000Z',
        gitHash: 'ccc333',
      },
    ],
    envVars: [
      { key: 'DJANGO_SETTINGS_MODULE', value: 'portal.settings_caprover' },
      { key: 'DB_HOST', value: 'srv-captain--portal-db' },
      { key: 'DB_NAME', value: 'portal' },
      { key: 'DB_USER', value: 'portal' },
      { key: 'DB_PASSWORD', value: 'pg-s3cr3t-pw' },
      { key: 'SECRET_KEY', value: 'dj-5ecr3t-key' },
    ],
    volumes: [],
    ports: [],
    networks: ['captain-overlay-network'],
    appPushWebhook: {
      tokenVersion: 't1',
      pushWebhookToken: 'push-tok-778899',
      repoInfo: {
        repo: 'git.example.test/portal',
        branch: 'main',
        user: 'bot',
        password: 'git-hunter2-pw',
        sshKey: 'ssh-key-abcdef',
      },
    },
    ...changes,
  };
}

export function databaseApp(changes: Partial<CaproverApp> = {}): CaproverApp {
  return portalApp({
    appName: 'portal-db',
    notExposeAsWebApp: true,
    customDomain: [],
    envVars: [{ key: 'POSTGRES_PASSWORD', value: 'pg-s3cr3t-pw' }],
    ...changes,
  });
}

/** The raw stream of Docker: eight bytes of header, then a payload that begins with a time. */
export function multiplexed(lines: readonly LogLine[]): Buffer {
  return Buffer.concat(
    lines.map(({ at, text, stream = 1 }) => {
      const payload = Buffer.from(`${at} ${text}\n`, 'utf8');
      const head = Buffer.alloc(8);
      head[0] = stream;
      head.writeUInt32BE(payload.length, 4);
      return Buffer.concat([head, payload]);
    }),
  );
}
