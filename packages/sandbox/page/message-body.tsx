import { BlocksView } from './blocks/blocks-view.tsx';
import { RichText } from './blocks/rich.tsx';
import { SurfaceContext } from './blocks/surface.ts';
import { useBlockSurface } from './block-surface.ts';
import { FileCard } from './file-card.tsx';
import type { Entry } from './timeline.ts';

/** Blocks when there are some, else the text: as in Slack the text is then only the notice, and is not shown twice. */
export function MessageBody({ entry }: { entry: Entry }) {
  const blocks = entry.blocks ?? [];
  const { surface } = useBlockSurface({ channel: entry.channel, ts: entry.ts }, blocks);
  return (
    <div className="body">
      {blocks.length > 0 ? (
        <SurfaceContext value={surface}>
          <BlocksView blocks={blocks} />
        </SurfaceContext>
      ) : (
        <RichText text={entry.text} isMrkdwn />
      )}
      {entry.edited && <span className="edited">(edited)</span>}
      {(entry.files ?? []).map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
      {entry.reactions && entry.reactions.length > 0 && (
        <ul className="reactions" aria-label="Reactions">
          {entry.reactions.map((reaction) => (
            <li key={reaction.name} title={(reaction.users ?? []).join(', ')}>
              <RichText text={`:${reaction.name}:`} isMrkdwn={false} />{' '}
              {reaction.count ?? reaction.users?.length ?? 1}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
