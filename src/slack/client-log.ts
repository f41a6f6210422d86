import { LogLevel, type Logger } from '@slack/web-api';
import type { Log } from '#base/log.ts';

/** Slack's SDKs write to the console unless they are given a logger; what they call info is debug here. */
export function loggerFor(log: Log): Logger {
  const tell = (level: keyof Log) => {
    return (...parts: unknown[]): void => {
      const err = parts.find((part) => part instanceof Error);
      const says = parts
        .filter((part) => part !== err)
        .map(String)
        .join(' ');
      log[level]({ says, ...(err === undefined ? {} : { err }) }, 'slack client');
    };
  };
  return {
    debug: () => {},
    info: tell('debug'),
    warn: tell('warn'),
    error: tell('error'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
