import { useMemo, useState } from 'react';
import { LookContext } from './blocks/rich.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { Conversation } from './conversation.tsx';
import { DemoPanel } from './demo-panel.tsx';
import { ModalStack } from './modal-stack.tsx';
import { type Permalink, usePermalink } from './permalink.ts';
import { usePageState } from './page-store.ts';
import type { WorkspaceState } from './protocol.ts';
import { QuickSwitch } from './quick-switch.tsx';
import { useRemembered } from './remembered.ts';
import { type Screen, ScreenContext } from './screen.ts';
import { Sidebar } from './sidebar.tsx';
import { useTheme } from './theme.ts';
import { ThreadPane } from './thread-pane.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page. Before the workspace is known there is only the word on why it is not. */
export function App() {
  const { connection, workspace } = usePageState();
  const [theme, toggleTheme] = useTheme();
  const look = useMemo(
    () => ({ theme, names: namesOf(workspace) }),
    [theme, workspace?.people, workspace?.channels],
  );
  return (
    <LookContext value={look}>
      {workspace ? (
        <Workspace workspace={workspace} theme={theme} onTheme={toggleTheme} />
      ) : (
        <main className="empty-page">
          <ConnectionNote connection={connection} />
        </main>
      )}
    </LookContext>
  );
}

interface WorkspaceProps {
  workspace: WorkspaceState;
  theme: string;
  onTheme: () => void;
}

function Workspace({ workspace, theme, onTheme }: WorkspaceProps) {
  const { connection } = usePageState();
  const [meId, setMe] = useRemembered('me', workspace.me);
  const [channelId, setChannel] = useRemembered('channel', '');
  const [threadTs, setThread] = useState<string>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const openChannel = (id: string) => {
    setChannel(id);
    setThread(undefined);
    setMenuOpen(false);
  };
  usePermalink(workspace, ({ channel, threadTs: thread }: Permalink) => {
    openChannel(channel);
    setThread(thread);
  });
  const people = workspace.people.filter((person) => person.role !== 'bot' && !person.deleted);
  const me =
    people.find((person) => person.id === meId) ??
    people.find((person) => person.id === workspace.me) ??
    people[0];
  if (!me) return <p className="empty-page">This workspace has no people to act as.</p>;

  const visible = workspace.channels.filter(
    (channel) => channel.kind === 'channel' || channel.user === me.id,
  );
  const channel = visible.find((one) => one.id === channelId) ?? startChannel(visible, workspace, channelId);
  if (!channel) return <p className="empty-page">This workspace has no channels.</p>;

  const screen: Screen = {
    workspace,
    me,
    channelId: channel.id,
    threadTs,
    openChannel,
    openThread: setThread,
  };
  return (
    <ScreenContext value={screen}>
      <div className={`shell ${threadTs ? 'with-thread' : ''} ${isMenuOpen ? 'with-menu' : ''}`}>
        <TopBar
          people={people}
          theme={theme}
          onActAs={setMe}
          onTheme={onTheme}
          onMenu={() => setMenuOpen(!isMenuOpen)}
        />
        {connection.kind !== 'live' && <ConnectionNote connection={connection} />}
        <Sidebar channels={visible} />
        <Conversation key={channel.id} channel={channel} />
        {threadTs && <ThreadPane key={threadTs} channel={channel} threadTs={threadTs} />}
        <DemoPanel />
        <ModalStack />
        <QuickSwitch channels={visible} />
      </div>
    </ScreenContext>
  );
}

/** A new visitor starts where the bot is; someone who was in another person's DM lands in their own. */
function startChannel(visible: WorkspaceState['channels'], workspace: WorkspaceState, wanted: string) {
  const wasInDm = workspace.channels.some((channel) => channel.id === wanted && channel.kind === 'dm');
  if (wasInDm) return visible.find((channel) => channel.kind === 'dm') ?? visible[0];
  return visible.find((channel) => channel.is_member && channel.kind === 'channel') ?? visible[0];
}

/** Ids to names, for mentions in texts. */
function namesOf(workspace: WorkspaceState | undefined) {
  return {
    users: (workspace?.people ?? []).map(({ id, name }) => ({ id, name })),
    channels: (workspace?.channels ?? []).map(({ id, name }) => ({ id, name })),
    user_groups: (workspace?.user_groups ?? []).map(({ id, name, handle }) => ({ id, name: handle ?? name })),
  };
}
