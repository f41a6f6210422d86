/** A string of JSON, with the colon behind it when it is a key. */
const literal = /"((?:[^"\\]|\\.)*)"(\s*:\s*)?/g;

/**
 * A line of JSON is read as what it is: inside its strings new lines and quotes are escaped, so that nothing of what is
 * known about lines and quotes holds there. Only texts that change are written anew; numbers and spaces stay, and the
 * line stays JSON. `clean` gets a text, with its key where it has one.
 */
export function inEachJsonLine(text: string, clean: (value: string, key?: string) => string): string {
  if (!/^[ \t]*[[{]/m.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (isJson(line) ? inJson(line, clean) : line))
    .join('\n');
}

function inJson(line: string, clean: (value: string, key?: string) => string): string {
  let key: { readonly name: string; readonly endsAt: number } | undefined;
  return line.replace(literal, (whole: string, inner: string, colon: string | undefined, at: number) => {
    const value = JSON.parse(`"${inner}"`) as string;
    if (colon !== undefined) {
      key = { name: value, endsAt: at + whole.length };
      return whole;
    }
    const cleaned = clean(value, key?.endsAt === at ? key.name : undefined);
    return cleaned === value ? whole : JSON.stringify(cleaned);
  });
}

function isJson(line: string): boolean {
  if (!/^\s*[[{]/.test(line) || !/[\]}]\s*$/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
