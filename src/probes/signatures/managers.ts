import type { Signature } from './signature.ts';

/** What systemd and supervisor say about a program that does not stay up. */
export const managerSignatures: readonly Signature[] = [
  { id: 'sysd-exec', level: 'root', re: /status=203\/EXEC|Failed to locate executable/ },
  { id: 'sysd-chdir', level: 'root', re: /status=200\/CHDIR/ },
  { id: 'sysd-user', level: 'root', re: /status=217\/USER/ },
  { id: 'sysd-envfile', level: 'root', re: /Failed to load environment files/ },
  { id: 'sysd-start-limit', level: 'marker', re: /Start request repeated too quickly/ },
  { id: 'sysd-code3', level: 'marker', re: /status=3\/NOTIMPLEMENTED|status=4\/NOPERMISSION/ },
  {
    id: 'sup-spawn',
    level: 'marker',
    re: /(?:FATAL\s+(?:can't find command|command at)|spawn error|Exited too quickly)/,
  },
];
