/** How the app took something a person did. */
export type Outcome =
  | { status: 'acked'; latencyMs: number; payload: Record<string, unknown> }
  | { status: 'operation_timeout' | 'dispatch_failed'; latencyMs: number };

export type Envelope = {
  envelope_id: string;
  type: 'slash_commands' | 'interactive' | 'events_api';
  accepts_response_payload: boolean;
  payload: Record<string, unknown>;
  retry_attempt?: number;
  retry_reason?: string;
};

/** A way to the app: its sockets, or its request url. Never rejects. */
export type Line = {
  deliver(envelope: Envelope): Promise<Outcome>;
  /** Ends what is under way as failed. */
  stop(): void;
};
