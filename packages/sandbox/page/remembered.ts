import { useState } from 'react';

/** A choice that survives a reload. Storage may be switched off; then it lasts as long as the page. */
export function useRemembered(key: string, initial: string): [string, (value: string) => void] {
  const name = `resus-sandbox.${key}`;
  const [value, setValue] = useState(() => read(name) ?? initial);
  const remember = (next: string) => {
    setValue(next);
    try {
      localStorage.setItem(name, next);
    } catch {
      // Nothing to do: the choice still holds in this page.
    }
  };
  return [value, remember];
}

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}
