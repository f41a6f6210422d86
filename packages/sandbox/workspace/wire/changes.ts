import { EventEmitter } from 'node:events';
import { scaled } from './scaled.ts';

/** What the page and waiting tests are told; `type` and then the fields of what changed. */
export type Change = { type: string } & Record<string, unknown>;

/** One stream of everything that happens in the workspace. */
export class Changes {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  emit(change: Change): void {
    this.emitter.emit('change', change);
  }

  /** Returns the function that stops listening. */
  listen(listener: (change: Change) => void): () => void {
    this.emitter.on('change', listener);
    return () => this.emitter.off('change', listener);
  }

  /**
   * Waits until `look` returns something truthy and resolves with it. Looks again only when something changed in the
   * workspace, so a condition about anything else would be seen late; rejects with what was last seen. A slow machine is
   * given longer (SANDBOX_SLOWNESS).
   */
  until<T>(look: () => T | Promise<T>, usualMs = 15_000): Promise<NonNullable<T>> {
    const timeoutMs = scaled(usualMs);
    return new Promise((resolve, reject) => {
      let last: unknown;
      let done = false;
      const finish = (settle: () => void): void => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        stop();
        settle();
      };
      const again = async (): Promise<void> => {
        if (done) return;
        try {
          const seen = await look();
          last = seen;
          if (seen) finish(() => resolve(seen));
        } catch (error) {
          last = error;
        }
      };
      const timer = setTimeout(() => {
        const shown = last instanceof Error ? last.message : JSON.stringify(last);
        finish(() => reject(new Error(`Not seen within ${timeoutMs} ms; the last look gave ${shown}.`)));
      }, timeoutMs);
      const stop = this.listen(() => void again());
      void again();
    });
  }
}
