import type { ActResult, DemoState, PageEvent, WorkspaceState } from './protocol.ts';

/** Every call answers with a value: the page must show a failure, so none of these throw. */
export type Loaded<T> = { ok: true; value: T } | { ok: false; status: number; reason: string };

async function load<T>(path: string): Promise<Loaded<T>> {
  try {
    const response = await fetch(path, { headers: { accept: 'application/json' } });
    if (!response.ok) {
      await response.text();
      return { ok: false, status: response.status, reason: `${path} answered ${response.status}` };
    }
    return { ok: true, value: (await response.json()) as T };
  } catch {
    return { ok: false, status: 0, reason: `${path} cannot be reached` };
  }
}

/** An answer that is not JSON, or none at all, becomes an error word that is shown where Slack shows its own. */
async function post(path: string, body: object): Promise<ActResult> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (typeof answer === 'object' && answer !== null) {
      return {
        error: response.ok ? undefined : `http_${response.status}`,
        ok: response.ok,
        ...answer,
      } as ActResult;
    }
    return response.ok ? { ok: true } : { ok: false, error: `http_${response.status}` };
  } catch {
    return { ok: false, error: 'sandbox_unreachable' };
  }
}

export const loadState = () => load<WorkspaceState>('/page/state');
export const loadDemo = () => load<DemoState>('/demo/state');
export const act = (as: string, what: string, details: object) =>
  post('/page/act', { as, do: what, ...details });
export const breakService = (service: string, fault: string) => post('/demo/break', { service, fault });
export const sendFault = (fault: object) => post('/page/fault', fault);
export const mendService = (service: string) => post('/demo/mend', { service });

export interface Listener {
  onOpen: () => void;
  onEvent: (event: PageEvent) => void;
  onDrop: () => void;
}

const RETRY_MS = 500;

/** Keeps one event stream open for the life of the page. `onOpen` follows every reconnect, so state can be re-read. */
export function listen(listener: Listener): void {
  const source = new EventSource('/page/events');
  source.addEventListener('open', () => listener.onOpen());
  source.addEventListener('message', (frame) => {
    const event = parse(String(frame.data));
    if (event) listener.onEvent(event);
  });
  source.addEventListener('error', () => {
    // A browser waits seconds before it reconnects, and gives up for good after an HTTP error: we do neither.
    source.close();
    listener.onDrop();
    setTimeout(() => listen(listener), RETRY_MS);
  });
}

function parse(data: string): PageEvent | undefined {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' && event !== null && 'type' in event ? (event as PageEvent) : undefined;
  } catch {
    return undefined;
  }
}
