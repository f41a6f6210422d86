/** An error pasted at night: a browser's own words about a request that failed. */
export type PastedError = {
  /** The address that the browser asked for. */
  readonly url: string;
  readonly status?: number;
  /** The browser blames CORS; with a gateway error behind it, wrongly. */
  readonly blamesCors: boolean;
};

/**
 * The place of the failed address in each browser's message; the page that asked stands elsewhere in the same text.
 */
const asked = [
  // Firefox, in the languages it is most often read in: the address is the only one.
  /(?:remote resource at|ressource distante située sur)\s+(https?:\/\/[^\s)>]+)/i,
  // Chrome and Edge
  /access to \S+ at '(https?:\/\/[^']+)' from origin/i,
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(https?:\/\/[^\s>]+)/,
  // Safari, and a bare address
  /(https?:\/\/[^\s<>|'"’»)]+)/,
];

/** Undefined: the text holds no address. */
export function readPastedError(text: string): PastedError | undefined {
  const found = asked.map((pattern) => pattern.exec(text)?.[1]).find((url) => url !== undefined);
  const url = found?.replace(/[.,;:]+$/, '');
  if (url === undefined || !URL.canParse(url)) return undefined;
  const status =
    /(?:status code|code d[’']état)\s*:?\s*(\d{3})/i.exec(text)?.[1] ??
    /\b([45]\d\d) \((?:[A-Z][\w -]+)\)/.exec(text)?.[1];
  return {
    url,
    ...(status === undefined ? {} : { status: Number(status) }),
    blamesCors: /cross-origin|CORS|multiorigines?/i.test(text),
  };
}
