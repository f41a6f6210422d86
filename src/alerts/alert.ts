/** One alert of a delivery, as its source tells it; nothing of it is trusted yet. */
export type Alert = {
  readonly fingerprint: string;
  readonly state: 'down' | 'up';
  /** When it began; absent where the source does not say: then it is a new one each time. */
  readonly startsAt?: number;
  readonly title: string;
  readonly severity?: 'critical' | 'warning' | 'info';
  /** https, or absent. */
  readonly link?: string;
  /** The object in which `service_from` is looked up. */
  readonly fields: object;
  /** Somebody tries out whether alerts arrive; it opens nothing. */
  readonly isTest?: true;
};

export type ReadAlerts =
  | {
      readonly ok: true;
      /** None: a test message, or a state that says neither up nor down. */
      readonly alerts: readonly Alert[];
      /** A note to the sender. */
      readonly notice?: string;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * The text at a dotted path, such as `labels.service`; numbers and booleans as text. A key with dots in it, such as
 * `labels.app.kubernetes.io/name`, is found too.
 */
export function textAt(fields: unknown, path: string): string | undefined {
  const found = valueAt(fields, path);
  const isText = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return isText ? String(found) : undefined;
}

function valueAt(fields: unknown, path: string): unknown {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const own = fields as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(own, path)) return own[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(own, key)) continue;
    const found = valueAt(own[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function severityOf(word: string | undefined): Pick<Alert, 'severity'> {
  const severity = (['critical', 'warning', 'info'] as const).find((one) => one === word?.toLowerCase());
  return severity === undefined ? {} : { severity };
}

/** Slack takes no longer ones, and a query of Prometheus may be. */
const longestLink = 2_000;

/** The first of `urls` that may stand in Slack. */
export function linkOf(...urls: readonly (string | null | undefined)[]): Pick<Alert, 'link'> {
  const link = urls.find(
    (url) => url?.startsWith('https://') === true && url.length <= longestLink && URL.canParse(url),
  );
  return typeof link === 'string' ? { link } : {};
}

/** Before this nothing was monitored by what sends us alerts: Go's zero time, 1970, a wrong unit. */
const earliestMs = Date.UTC(2000, 0, 1);
/** Clocks differ; a day is no difference of clocks. */
const aheadMs = 86_400_000;

/** With its zone: a time of nowhere is off by hours. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A moment of a source, or undefined when it cannot be one. */
export function momentOf(text: string, now: number): number | undefined {
  const isUnix = /^\d+(?:\.\d+)?$/.test(text);
  if (!isUnix && !isoTime.test(text)) return undefined;
  const at = isUnix ? unixMs(Number(text)) : Date.parse(text);
  return at >= earliestMs && at <= now + aheadMs ? at : undefined;
}

/** Seconds until the year 2286, else milliseconds. */
function unixMs(value: number): number {
  return value < 10_000_000_000 ? Math.round(value * 1000) : value;
}
