// What goes wrong with the live feed: nobody reads it, its journal is spoilt or gone, its readers do not keep up, it is gone itself.
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type LiveFeed, startLive } from '../../lib/node/live/start-live.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import type { Around } from './around.ts';
import type { Cause } from './cause.ts';

const AGAIN_MS = 500;
/** Readers that take nothing, a second: more than five a minute are told of. */
const DEAF_PER_TURN = 2;
const LONG = 'x'.repeat(1_200_000);
/** One piece of the journal that readers are sent. */
const ROWS = Array.from(
  { length: 1_000 },
  (_, n) => `{"ts":${1_800_000_000 + n},"type":"suite.error","why":"${' '.repeat(600)}"}\n`,
).join('');

/** Plays all of them, one after the other. */
export async function playFeedCauses({ dir, feedPort, cleanup, measure }: Around): Promise<void> {
  const { dir: runDir, journal } = toRunFiles(join(dir, 'chaos_soak_run_20270101_000000'));
  await mkdir(runDir, { recursive: true });
  await writeFile(journal, '');
  let feed: LiveFeed | undefined;
  const start = async () => {
    feed = await startLive(runDir, join(dir, 'feed.log'), { ...process.env, LIVE_PORT: String(feedPort) });
  };
  await start();
  cleanup.add(async () => void (await feed?.child.stop()));
  let reader = openReader(feedPort);
  cleanup.add(async () => void reader.destroy());
  const alert = (end: string) => [{ alertname: `AuroraLive${end}` }];
  /** Goes on until it is switched off. */
  const again = (work: () => unknown): Pick<Cause, 'on' | 'off'> => {
    let timer: NodeJS.Timeout | undefined;
    cleanup.add(async () => clearInterval(timer));
    return {
      on: async () => {
        timer = setInterval(work, AGAIN_MS);
        return { atMs: Date.now() };
      },
      off: async () => {
        clearInterval(timer);
        return Date.now();
      },
    };
  };

  await measure({
    what: 'its only reader leaves, and comes back',
    alerts: alert('NobodyWatches'),
    on: async () => {
      reader.destroy();
      return { atMs: Date.now() };
    },
    off: async () => {
      reader = openReader(feedPort);
      return Date.now();
    },
  });
  await measure({
    what: 'the journal is moved away, and back',
    alerts: alert('JournalGone'),
    on: async () => {
      await rename(journal, `${journal}.away`);
      return { atMs: Date.now() };
    },
    off: async () => {
      await rename(`${journal}.away`, journal);
      return Date.now();
    },
  });
  await measure({
    what: 'two lines a second that are no rows',
    alerts: alert('MalformedLines'),
    ...again(() => void appendFile(journal, 'no row\n')),
  });
  await measure({
    what: 'two lines of 1.2 MB a second',
    alerts: alert('OversizedLines'),
    ...again(() => void appendFile(journal, `${LONG}\n`)),
  });
  const deaf: Socket[] = [];
  cleanup.add(async () => {
    for (const one of deaf) one.destroy();
  });
  await measure({
    what: 'four readers a second that take nothing, while the journal grows',
    alerts: alert('ReadersDropped'),
    ...again(() => {
      deaf.push(...Array.from({ length: DEAF_PER_TURN }, () => openReader(feedPort).pause()));
      void appendFile(journal, ROWS);
    }),
  });
  for (const one of deaf) one.destroy();
  await measure({
    what: 'the feed is killed, and started again',
    alerts: alert('Down'),
    on: async () => {
      const atMs = Date.now();
      await feed?.child.stop('SIGKILL');
      return { atMs };
    },
    off: async () => {
      await start();
      return Date.now();
    },
  });
}

/** A reader of the stream, which takes what it is sent unless it is paused. */
function openReader(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}).resume();
  socket.write('GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  return socket;
}
