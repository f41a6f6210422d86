import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';
import { bootOnWindows } from '../windows-commands.ts';

/** A reboot within this time is a likely reason for what does not run now. */
const recentS = 3_600;

export const boot = defineProbe({
  id: 'boot',
  title: { en: 'Start of the host', fr: 'Démarrage de l’hôte' },
  scope: 'host',
  usualMs: 8,
  windows: true,
  facts: {
    uptimeS: 'number',
    bootedAt: 'number',
    rebootedRecently: 'boolean',
    rebootRequired: 'boolean',
    kernel: 'string',
  },
  asks: ({ host }) => ({
    uptime: shell(
      host?.os === 'windows'
        ? bootOnWindows
        : 'cat /proc/uptime /proc/sys/kernel/osrelease; grep ^btime /proc/stat; [ ! -e /run/reboot-required ] || echo reboot-required',
    ),
  }),
  read: ({ uptime }) => {
    const text = printed(uptime) ?? '';
    const seconds = /^(\d+)(?:\.\d+)? [\d.]+$/m.exec(text)?.[1];
    if (seconds === undefined)
      return notSeen('boot', { en: '/proc/uptime could not be read', fr: '/proc/uptime est illisible' });
    const uptimeS = Number(seconds);
    const booted = /^btime (\d+)/m.exec(text)?.[1];
    return {
      probe: 'boot',
      status: 'ok' as const,
      facts: known({
        uptimeS,
        bootedAt: booted === undefined ? undefined : Number(booted) * 1000,
        rebootedRecently: uptimeS < recentS,
        rebootRequired: /^reboot-required$/m.test(text),
        kernel: /^(\d+\.\d+\S*)$/m.exec(text.split('\n').slice(1).join('\n'))?.[1],
      }),
      evidence: [
        quoted('/proc/uptime', text.split('\n')[0] ?? '', 'uptimeS', 'rebootedRecently', 'bootedAt'),
      ],
      says:
        uptimeS < recentS
          ? {
              en: 'the host was rebooted {minutes} minutes ago',
              fr: 'l’hôte a redémarré il y a {minutes} minutes',
              with: { minutes: Math.round(uptimeS / 60) },
            }
          : {
              en: 'the host has been up for {hours} h',
              fr: 'l’hôte tourne depuis {hours} h',
              with: { hours: Math.round(uptimeS / 3600) },
            },
    };
  },
});
