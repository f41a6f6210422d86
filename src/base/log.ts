/** The log of an edge: each failure once. pino's logger is one; data first, then a static message. */
export type Log = {
  readonly debug: (data: object, message: string) => void;
  readonly info: (data: object, message: string) => void;
  readonly warn: (data: object, message: string) => void;
  readonly error: (data: object, message: string) => void;
};
