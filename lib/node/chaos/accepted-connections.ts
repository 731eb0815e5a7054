// How many connections a Toxiproxy of ours has accepted on one proxy: its metrics do not tell, its log does.
import { open } from 'node:fs/promises';

const ACCEPTED = '"message":"Accepted client"';
/** A log that grows faster is read on at the next reading. */
const MAX_CHUNK_BYTES = 64_000_000;

/**
 * Counts them in a log that grows, each call from where the last one ended.
 * @returns the running total; rejects where the log cannot be read
 */
export function createConnectionCount(logFile: string, proxy: string): () => Promise<number> {
  const own = `"name":${JSON.stringify(proxy)}`;
  let [fromByte, total] = [0, 0];
  return async () => {
    await using file = await open(logFile);
    const { size } = await file.stat();
    const length = Math.min(size - fromByte, MAX_CHUNK_BYTES);
    if (length <= 0) return total;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, fromByte);
    // The last line may not be whole yet.
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    fromByte += end;
    const lines = buffer.subarray(0, end).toString().split('\n');
    total += lines.filter((line) => line.includes(ACCEPTED) && line.includes(own)).length;
    return total;
  };
}
