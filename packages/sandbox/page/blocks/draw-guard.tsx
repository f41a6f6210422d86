import { Component, type ReactNode } from 'react';
import type { Block } from '../protocol.ts';

interface Props {
  block: Block;
  children: ReactNode;
}

/** One block that cannot be drawn must not take the page with it. A class, because React catches only in those. */
export class DrawGuard extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: Props) {
    if (before.block !== this.props.block && this.state.hasFailed) this.setState({ hasFailed: false });
  }

  override render() {
    return this.state.hasFailed ? <Undrawn block={this.props.block} /> : this.props.children;
  }
}

/** Nothing is left out in silence: what cannot be drawn is shown as it came. */
export function Undrawn({ block }: { block: Block }) {
  return (
    <details className="undrawn">
      <summary>A block of type “{block.type}”, which this page cannot draw</summary>
      <pre>{JSON.stringify(block, null, 2)}</pre>
    </details>
  );
}
