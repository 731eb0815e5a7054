// One reader of the feed: an answer that stays open. What it does not take in time is not kept for it.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PING } from './frames.ts';

/** Why the feed let go of a reader; one that left by itself has none. */
export const DROP_REASONS = ['slow', 'stalled', 'rotated', 'unreadable', 'new_run', 'ended'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Bytes that may wait for a reader that follows the stream; a second of twenty journeys is about 50 kB. */
const MAX_WAITING_BYTES = 1 << 20;
/** How long a reader that catches up may take for one piece. */
const STALL_MS = 15_000;

export interface Client {
  /** Sends on, or drops a reader for which too much is waiting. */
  send(frame: Buffer): void;
  /** Sends, and waits until there is room for more; rejects where the reader is gone or takes nothing. */
  sendWhenRead(frame: Buffer): Promise<void>;
  /** Sends a sign of life, unless something is waiting, which is one. */
  ping(): void;
  drop(reason: DropReason): void;
  readonly gone: AbortSignal;
}

/** The head of a stream. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx passes on at once what comes with it, whatever its own settings.
  'x-accel-buffering': 'no',
};

/** Opens the stream. `onGone` is told once: the reason, or undefined where the reader left. */
export function openClient(
  outgoing: ServerResponse,
  onGone: (reason: DropReason | undefined) => void,
): Client {
  const gone = new AbortController();
  let reason: DropReason | undefined;
  outgoing.writeHead(200, STREAM_HEADERS);
  outgoing.socket?.setNoDelay(true);
  outgoing.once('close', () => {
    gone.abort();
    onGone(reason);
  });
  outgoing.on('error', () => outgoing.destroy());
  if (outgoing.destroyed) gone.abort();
  const drop = (why: DropReason) => {
    reason ??= why;
    // A reader that takes nothing would never see the end of the answer.
    if (why === 'slow' || why === 'stalled') outgoing.destroy();
    else outgoing.end();
    gone.abort();
  };
  return {
    gone: gone.signal,
    drop,
    ping() {
      if (!gone.signal.aborted && outgoing.writableLength === 0) outgoing.write(PING);
    },
    send(frame) {
      if (gone.signal.aborted) return;
      outgoing.write(frame);
      if (outgoing.writableLength > MAX_WAITING_BYTES) drop('slow');
    },
    async sendWhenRead(frame) {
      gone.signal.throwIfAborted();
      if (outgoing.write(frame)) return;
      const timer = setTimeout(() => drop('stalled'), STALL_MS);
      try {
        await once(outgoing, 'drain', { signal: gone.signal });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
