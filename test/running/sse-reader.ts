// A reader of the live feed that does what a browser's EventSource does: parses, comes back, and says what it saw last.
import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import type { FeedRow } from '../../lib/core/journal/feed-row.ts';

export interface SseEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

export interface SseReader {
  /** Every event so far, in order. */
  readonly events: readonly SseEvent[];
  readonly comments: readonly string[];
  /** How often a stream was opened. */
  opened(): number;
  retryMs(): number | undefined;
  lastId(): string | undefined;
  /** The rows of all `rows` events, in order. */
  rows(): FeedRow[];
  close(): Promise<void>;
}

/** Starts to read, and comes back for as long as it is not closed. */
export function openReader(
  url: string,
  { headers = {}, lastEventId }: { headers?: Record<string, string>; lastEventId?: string } = {},
): SseReader {
  const events: SseEvent[] = [];
  const comments: string[] = [];
  const closing = new AbortController();
  let opened = 0;
  let retryMs: number | undefined;
  let lastId = lastEventId;

  const readOnce = async () => {
    const parser = createParser({
      onEvent: ({ event = 'message', id, data }) => {
        if (id !== undefined) lastId = id;
        events.push({ event, id, data });
      },
      onRetry: (ms) => {
        retryMs = ms;
      },
      onComment: (comment) => comments.push(comment),
    });
    const answer = await fetch(url, {
      headers: { ...headers, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
      signal: closing.signal,
    });
    if (answer.status !== 200 || !answer.body) throw new Error(`status ${answer.status}`);
    opened += 1;
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) parser.feed(decoder.decode(chunk, { stream: true }));
  };
  const reading = (async () => {
    while (!closing.signal.aborted) {
      await readOnce().catch(() => {});
      // The feed asks for 3 s; a test is in a hurry.
      await pause(100, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();
  return {
    events,
    comments,
    opened: () => opened,
    retryMs: () => retryMs,
    lastId: () => lastId,
    rows: () =>
      events.filter(({ event }) => event === 'rows').flatMap(({ data }) => JSON.parse(data) as FeedRow[]),
    async close() {
      closing.abort();
      await reading;
    },
  };
}
