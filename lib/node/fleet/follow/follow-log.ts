// The log of one runner, followed through the API server for as long as the runner writes, whatever becomes of the connection.
import { setTimeout as pause } from 'node:timers/promises';
import { toMessage } from '../../../core/text/message.ts';
import { KubeError } from '../../cluster/kube-api.ts';
import { readLines } from '../../cluster/stream.ts';
import type { Followed } from './followed.ts';
import { createLogPosition } from './log-position.ts';

export interface LogToFollow extends Followed {
  readonly socketPath: string;
  readonly namespace: string;
  readonly pod: string;
}

/** A log may be quiet for so long; then it is asked for anew, since a connection to a machine that is gone says nothing. */
const IDLE_MS = 20_000;
const RETRY_MS = 250;

/** Follows it to its end, or until `signal` aborts. */
export async function followLog({
  socketPath,
  namespace,
  pod,
  onLines,
  isOver,
  onRefused,
  signal,
}: LogToFollow): Promise<void> {
  const position = createLogPosition();
  let refusedSinceMs: number | undefined;
  const onOpen = () => {
    if (refusedSinceMs !== undefined) onRefused(undefined);
    refusedSinceMs = undefined;
  };
  const take = (lines: readonly string[]) => {
    const fresh = lines.flatMap((line) => {
      const text = position.take(line);
      return text === undefined ? [] : [text];
    });
    if (fresh.length > 0) onLines(fresh);
  };
  const read = (follow: boolean) => {
    position.resume();
    const since = position.since === undefined ? '' : `&sinceTime=${encodeURIComponent(position.since)}`;
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log?container=k6&timestamps=true&follow=${follow}${since}`;
    return readLines({ socketPath, path, onLines: take, onOpen, signal, idleMs: IDLE_MS });
  };
  while (!signal.aborted) {
    try {
      const ended = await read(true);
      // Of a runner that is over, what was written while the connection was lost is read once more.
      if (ended && (await isOver())) {
        await read(false);
        return;
      }
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      // Gone with its pod.
      if (error.status === 404) return;
      refusedSinceMs ??= performance.now();
      onRefused({ sinceMs: refusedSinceMs, why: toMessage(error) });
      if (error.status !== 0 && (await isOver())) return;
    }
    await pause(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
