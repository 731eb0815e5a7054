// How long a line holds on to a connection that is over: what `slow_close` does, and what no call can tell.
import { connect } from 'node:net';
import { withoutBrackets } from '../../core/options/address.ts';

/**
 * Connects, says at once that nothing will come, and waits for the other side to close: any TCP server does.
 * @param address host:port
 * @returns ms from our end to theirs, at most `deadlineMs`; undefined where there was no connection
 */
export async function measureHeldMs(address: string, deadlineMs: number): Promise<number | undefined> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect({
    host: withoutBrackets(hostname),
    port: Number(port),
    allowHalfOpen: true,
  });
  let endedAt: number | undefined;
  const held = new Promise<number | undefined>((resolve) => {
    const finish = () => resolve(endedAt === undefined ? undefined : performance.now() - endedAt);
    socket.once('connect', () => {
      endedAt = performance.now();
      socket.end().resume();
    });
    socket.once('end', finish).once('error', finish).setTimeout(deadlineMs, finish);
  });
  return held.finally(() => socket.destroy());
}
