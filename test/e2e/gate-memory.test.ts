// Answers that fill k6: the run ends before the machine suffers, and they are held against the service. See docs/faults.md.
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFront } from '../running/front.ts';
import { createRig, type Rig, SHORT } from '../running/rig.ts';
import { expectNothingLeft, startSoak } from '../running/soak.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** Sends a chunk as often as it is taken, at most so many times. */
function pour(socket: Socket, chunk: Buffer, times: number): void {
  let left = times;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left--;
      if (!socket.write(chunk)) return void socket.once('drain', more);
    }
    if (left === 0) socket.end();
  };
  more();
}

/** 5 MB that unpack into 4.7 GB: a hundred megabytes of nothing, 47 times. */
function sendBomb(socket: Socket): void {
  const part = gzipSync(Buffer.alloc(100_000_000));
  const times = 47;
  socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${part.length * times}\r\n\r\n`);
  pour(socket, part, times);
}

const MEGABYTE = Buffer.alloc(1_000_000, 'a');

test.each<[string, (socket: Socket) => void]>([
  ['unpacks into gigabytes', sendBomb],
  [
    'has no end',
    (socket) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
      const chunk = Buffer.concat([
        Buffer.from(`${MEGABYTE.length.toString(16)}\r\n`),
        MEGABYTE,
        Buffer.from('\r\n'),
      ]);
      pour(socket, chunk, Number.POSITIVE_INFINITY);
    },
  ],
  [
    'has a gigabyte',
    (socket) => {
      socket.write(`${HEAD}content-length: 1000000000\r\n\r\n`);
      pour(socket, MEGABYTE, 1_000);
    },
  ],
])('an answer that %s ends the run against the service, with what k6 had', async (_, answer) => {
  await using front = await startFront(answer);
  // A third of what is allowed otherwise is enough to see it.
  const soak = await startSoak(rig.dir, { ...SHORT, BASE: front.url, BASE_RPS: '1', GOMEMLIMIT: '128MiB' });
  expect(await soak.closed, soak.stderr()).toBe(1);
  const { verdict, stop_reason } = await soak.readSummary();
  expect(stop_reason).toMatch(
    /^answers_fit: k6 went from \d+ MB to \d+ MB of memory within \d\.\d s, at most 1\d{3} MB/,
  );
  expect(verdict.outcome).toBe('fail');
  expect(verdict.gates.find(({ id }) => id === 'answers_fit')?.outcome).toBe('fail');
  await expectNothingLeft(soak, ['k6']);
});
