/** Shorter values would erase ordinary words; a secret that short protects nothing. */
const shortestSecret = 6;

/** A known secret in every form in which programs print it; longest first, so that none leaves the rest of another. */
export function formsOf(secrets: Iterable<string>): readonly string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    const inJson = JSON.stringify(secret).slice(1, -1);
    const inUrl = encodeURIComponent(secret);
    const bytes = new TextEncoder().encode(secret);
    for (const form of [
      secret,
      inJson,
      JSON.stringify(inJson).slice(1, -1),
      inUrl,
      inUrl.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
      inUrl.replaceAll('%20', '+'),
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      secret.replaceAll("'", `'\\''`),
      [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      ...base64Forms(bytes),
    ])
      forms.add(form);
  }
  return [...forms].filter((form) => form.length >= shortestSecret).toSorted((a, b) => b.length - a.length);
}

/**
 * The base64 of a text that holds the secret, wherever in it: what stands before it shifts it by 0, 1 or 2 bytes. The
 * characters that it shares with its neighbours are left out.
 */
function base64Forms(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = btoa(String.fromCodePoint(...new Uint8Array(shift), ...bytes)).replace(/=+$/, '');
    const shared = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    const form = whole.slice([0, 2, 3][shift] ?? 0, whole.length - shared);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
