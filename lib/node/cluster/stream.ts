// An answer of the API server that goes on: the log of a pod, line by line as it is written.
import { request } from 'node:http';
import { createLineCutter } from '../run-folder/lines.ts';
import { KubeError, toRefusal } from './kube-api.ts';

export interface LineStream {
  readonly socketPath: string;
  readonly path: string;
  /** Lines come in the pieces in which they were read, so that a reader can do something once for many. */
  readonly onLines: (lines: readonly string[]) => void;
  /** Told when the answer begins. */
  readonly onOpen?: () => void;
  readonly signal: AbortSignal;
  /** Without a byte for so long it is given up. */
  readonly idleMs: number;
}

/** An answer of that length is none of a program that works. */
const MAX_REFUSAL_BYTES = 100_000;

/**
 * Reads it to its end. A line that was cut off with the connection is left out.
 * @returns whether it came to its end; false where the connection was lost, or nothing came for too long
 * @throws KubeError where the API server refuses it, or is not there
 */
export function readLines({
  socketPath,
  path,
  onLines,
  onOpen,
  signal,
  idleMs,
}: LineStream): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const lost = (error: Error) =>
      answered || signal.aborted
        ? resolve(false)
        : reject(
            new KubeError(`the API server does not answer (GET ${path}: ${error.message})`, 0, 'Unreachable'),
          );
    const sent = request({ socketPath, path, agent: false, signal }, (response) => {
      const { statusCode: status = 0 } = response;
      const cutter = createLineCutter();
      let refusal = Buffer.alloc(0);
      response.on('data', (chunk: Buffer) => {
        if (status !== 200) {
          refusal = Buffer.concat([refusal, chunk]);
          if (refusal.length > MAX_REFUSAL_BYTES) sent.destroy();
          return;
        }
        const lines = cutter.push(chunk);
        if (lines.length > 0) onLines(lines);
      });
      response.on('error', lost);
      response.on('end', () => {
        if (status === 200) return resolve(response.complete);
        reject(toRefusal(`GET ${path}`, status, refusal.toString('utf8')));
      });
      answered = status === 200;
      if (answered) onOpen?.();
    });
    sent.setTimeout(idleMs, () => sent.destroy(new Error(`nothing came for ${idleMs} ms`)));
    sent.on('error', lost).on('close', () => lost(new Error('the connection was closed')));
    sent.end();
  });
}
