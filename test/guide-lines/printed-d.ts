import { exited } from '#test/recorded/recorded.ts';

/* What programs print on the host of system D. */

export const git = exited(
  [
    '@log',
    `${'c'.repeat(40)}\u00011795217300\u0001Ada\u0001new prices`,
    '@now',
    '1795217569',
    '@branch',
    'main',
    '@counts',
    '0\t0',
    '@reflog',
    'ccccccc HEAD@{1795217329} pull: Fast-forward',
    '',
  ].join('\n'),
);
export const modes = exited(
  [
    'user payments payments',
    '755|root|root|directory|/',
    '755|root|root|directory|/srv',
    '755|payments|payments|directory|/srv/payments',
    '755|root|root|directory|/srv/payments/media',
    '640|payments|payments|regular file|/srv/payments/.env',
  ].join('\n'),
);
export const names = exited('DATABASE_URL=\nDEBUG=\nresus-empty\nresus-end\nage 100\n');
export const wrapper = exited(
  'Id=postgresql.service\nLoadState=loaded\nActiveState=active\nSubState=exited\nResult=success\nresus-address 127.0.0.1:5432\n127.0.0.1: connect: Connection refused\n\nresus-end\n',
);
