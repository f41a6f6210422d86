import { useEffect, useState } from 'react';
import { useRemembered } from './remembered.ts';

export type Theme = 'light' | 'dark';

/** Follows the system until the person chooses; the toggle then goes to the other one and stays. */
export function useTheme(): [Theme, () => void] {
  const [chosen, choose] = useRemembered('theme', 'system');
  const [system, setSystem] = useState<Theme>(systemTheme);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setSystem(systemTheme());
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, () => choose(theme === 'dark' ? 'light' : 'dark')];
}

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
