import { useEffect, useState } from 'react';
import { BlocksView } from './blocks/blocks-view.tsx';
import { SurfaceContext } from './blocks/surface.ts';
import { useBlockSurface } from './block-surface.ts';
import type { View } from './protocol.ts';
import { botOf, useScreen } from './screen.ts';
import { act } from './server-link.ts';

/** The app's Home tab. Opening it tells the app, which publishes the view whenever it has one. */
export function AppHome() {
  const { workspace, me } = useScreen();
  const [error, setError] = useState<string>();
  useEffect(() => {
    void act(me.id, 'home', {}).then((result) =>
      setError(result.ok ? undefined : (result.error ?? 'unknown_error')),
    );
  }, [me.id]);
  const home = workspace.homes[me.id];
  if (home) return <HomeView key={home.id} home={home} />;
  const name = botOf(workspace)?.name ?? 'The app';
  return (
    <p className="beginning" role="status">
      {error
        ? `${name} was not told that you opened its Home: ${error}`
        : `${name} has not published a Home for you yet.`}
    </p>
  );
}

/** Keyed by the view: what was entered stays while the app updates it, and goes when it publishes another. */
function HomeView({ home }: { home: View }) {
  const { surface } = useBlockSurface({ view_id: home.id }, home.blocks);
  return (
    <div className="home" role="tabpanel" tabIndex={0} aria-label="Home">
      <SurfaceContext value={surface}>
        <BlocksView blocks={home.blocks} />
      </SurfaceContext>
    </div>
  );
}
