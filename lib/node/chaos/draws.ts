// Draws anew for a toxic that strikes only a share of connections: a service that keeps one connection would meet one draw.
import { setTimeout as pause } from 'node:timers/promises';
import { computeDrawEveryMs, type Redraw } from '../../core/faults/draws.ts';
import type { ToxiproxyClient } from './toxiproxy.ts';

export interface Draws {
  /** Ends them. Resolves to how often was drawn, with the first time; and why not to the end, '' where it was. Never rejects. */
  stop(): Promise<{ readonly draws: number; readonly why: string }>;
}

/**
 * Draws until it is stopped, or until Toxiproxy fails: healing then finds out what is left.
 * @param callMs how long a call takes, mean
 */
export function startDraws(
  client: Pick<ToxiproxyClient, 'redrawToxics'>,
  proxy: string,
  redraw: Redraw,
  callMs: number,
): Draws {
  const over = new AbortController();
  const everyMs = computeDrawEveryMs(redraw, callMs);
  let draws = 1;
  let why = '';
  const drawing = (async () => {
    for (;;) {
      await pause(everyMs, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      await client.redrawToxics(proxy, redraw.toxics);
      draws++;
    }
  })().catch((error: Error) => {
    why = error.message;
  });
  return {
    async stop() {
      over.abort();
      await drawing;
      return { draws, why };
    },
  };
}
