import { ActingAs } from './acting-as.tsx';
import type { Person } from './protocol.ts';
import { searchEvent } from './quick-switch.tsx';
import { useScreen } from './screen.ts';

interface Props {
  people: Person[];
  theme: string;
  onActAs: (id: string) => void;
  onTheme: () => void;
  onMenu: () => void;
}

/** Always in view, on a phone too: where this is (not Slack) and who one acts as. */
export function TopBar({ people, theme, onActAs, onTheme, onMenu }: Props) {
  const { workspace, me } = useScreen();
  const team = typeof workspace.team === 'string' ? workspace.team : (workspace.team.name ?? 'Workspace');
  return (
    <header className="top-bar">
      <button type="button" className="icon-button menu-button" aria-label="Channels" onClick={onMenu}>
        ☰
      </button>
      <strong className="team">{team}</strong>
      <span
        className="sandbox-label"
        title="A local stand-in. Nothing here reaches Slack; commands run on this machine only."
      >
        local sandbox, not Slack
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Search"
        onClick={() => document.dispatchEvent(new CustomEvent(searchEvent))}
      >
        🔍
      </button>
      <ActingAs people={people} me={me} onActAs={onActAs} />
      <button
        type="button"
        className="icon-button"
        aria-label={`Use the ${theme === 'dark' ? 'light' : 'dark'} theme`}
        onClick={onTheme}
      >
        {theme === 'dark' ? '☀' : '☾'}
      </button>
    </header>
  );
}
