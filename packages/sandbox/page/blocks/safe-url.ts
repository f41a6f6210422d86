const OPENABLE = new Set(['http:', 'https:', 'mailto:']);

/** The address when a browser may open it, else undefined: `javascript:` and its like came from outside and stay text. */
export function safeUrl(url: unknown): string | undefined {
  if (typeof url !== 'string') return undefined;
  if (url.startsWith('/files/')) return url;
  return URL.canParse(url) && OPENABLE.has(new URL(url).protocol) ? url : undefined;
}

const ADDRESS_FIELDS = new Set([
  'url',
  'image_url',
  'video_url',
  'thumbnail_url',
  'title_url',
  'author_icon',
  'provider_icon_url',
]);

/** A block whose every address is openable: the library draws some of them (task sources, videos) as they are. */
export function withSafeUrls<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => withSafeUrls(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    ADDRESS_FIELDS.has(key) && typeof inner === 'string'
      ? [key, safeUrl(inner) ?? '']
      : [key, withSafeUrls(inner)],
  );
  return Object.fromEntries(entries) as T;
}
