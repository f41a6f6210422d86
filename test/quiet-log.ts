export type LogLine = { readonly level: string; readonly data: object; readonly message: string };

/** A log that a test can read afterwards. */
export function createQuietLog() {
  const lines: LogLine[] = [];
  const at = (level: string) => (data: object, message: string) => {
    lines.push({ level, data, message });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
