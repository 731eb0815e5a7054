// A thousand readers of the live feed in one process: a socket each, and of every event only how old its first row is.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Readers {
  /** Milliseconds from a row's own time to its arrival, of the first row of each event that each reader got since the last call. */
  takeLatencies(): number[];
  /** How many have got an event whose text holds `part`. */
  countWith(part: string): number;
  /** How many streams were ended before `close`. */
  lost(): number;
  close(): void;
}

const FIRST_ROW = 'data: [{"ts":';
const nowMs = () => performance.timeOrigin + performance.now();

/** Opens `count` streams, up to the first bytes of each. */
export async function openReaders(url: string, count: number): Promise<Readers> {
  const { hostname, port } = new URL(url);
  let latencies: number[] = [];
  let lost = 0;
  const tails = new Map<Socket, string>();
  const open = async () => {
    const socket = connect(Number(port), hostname);
    socket.setEncoding('latin1');
    socket.write(`GET /sse HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    await once(socket, 'data');
    socket.on('data', (text: string) => {
      const arrivedMs = nowMs();
      for (let at = text.indexOf(FIRST_ROW); at >= 0; at = text.indexOf(FIRST_ROW, at + 1))
        latencies.push(arrivedMs - Number.parseFloat(text.slice(at + FIRST_ROW.length)) * 1_000);
      tails.set(socket, text);
    });
    socket.once('close', () => {
      lost += 1;
    });
    socket.on('error', () => {});
    tails.set(socket, '');
  };
  const AT_ONCE = 50;
  for (let opened = 0; opened < count; opened += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, open));
  return {
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    countWith: (part) => [...tails.values()].filter((text) => text.includes(part)).length,
    lost: () => lost,
    close() {
      for (const socket of tails.keys()) socket.removeAllListeners('close').destroy();
    },
  };
}
