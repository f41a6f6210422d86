/** What a command prints and how it exits. */
export interface Answer {
  code: number;
  out: string;
  err: string;
}

export function printed(out: string, code = 0): Answer {
  return { code, out, err: '' };
}

export function refused(err: string, code = 1): Answer {
  return { code, out: '', err: `${err}\n` };
}
