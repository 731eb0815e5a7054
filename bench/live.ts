// How long a line of the journal takes to a thousand readers: scripts/bench-live.ts starts it, with its options as variables.
import { appendFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from 'd3-array';
import { readOptions } from '../lib/core/options/read-options.ts';
import { BENCH_LIVE } from '../lib/node/cli/bench-commands.ts';
import { withTemporaryDir } from '../lib/node/files/temporary.ts';
import { startLive } from '../lib/node/live/start-live.ts';
import { waitFor } from '../lib/node/process/wait.ts';
import { toRunFiles } from '../lib/node/run-folder/run-files.ts';
import { openReaders } from './live-readers.ts';
import { readCpuSec, readRssMb } from './memory.ts';

/** Rows per second of the runbook's load: 3.2 calls of each journey. */
const RATES = { baseline: 3.2, chaos: 9.6, spike: 64 } as const;

const nowSec = () => (performance.timeOrigin + performance.now()) / 1000;
const toRow = (n: number) =>
  `{"ts":${nowSec().toFixed(4)},"type":"response","n":${n},"call":0,"journey":"photo_usable","request_phase":"analysis","load_phase":"baseline","variant":"EN","code":200,"duration_ms":51.20,"request_id":"10bf3648-eb4d-44c1-82af-61af2330fab0","violations":[],"detail":"","retried":0,"response_received":1,"judged":1,"notice":0,"safety_block":0,"low_confidence":1,"timeout_degraded":0,"reco_output_guard_fallback":0,"rollout_broken":0}\n`;

const { number } = readOptions(BENCH_LIVE.options, process.env);
const [readerCount, seconds] = [number('BENCH_LIVE_READERS'), number('BENCH_LIVE_SECONDS')];
await withTemporaryDir('live-bench', async (dir) => {
  const files = toRunFiles(dir);
  await writeFile(files.journal, toRow(0));
  const live = await startLive(dir, files.liveLog, { ...process.env, LIVE_PORT: '0', LIVE_TOKEN: '' });
  try {
    const { pid } = live.child;
    const emptyMb = await readRssMb(pid);
    const readers = await openReaders(live.url, readerCount);
    await pause(1_000);
    readers.takeLatencies();
    console.log(`${readerCount} readers, RSS ${emptyMb?.toFixed(0)} MB before them`);
    console.log('load    rows/s  events  p50 ms  p95 ms  p99 ms  feed CPU  RSS MB  readers CPU  lost');
    let n = 0;
    const stageSec = seconds / Object.keys(RATES).length;
    for (const [load, rate] of Object.entries(RATES)) {
      const startedSec = nowSec();
      const cpuBefore = await readCpuSec(pid);
      const ownBefore = await readCpuSec(process.pid);
      for (let sent = 0; nowSec() - startedSec < stageSec; sent++) {
        await pause(Math.max(0, (startedSec + sent / rate - nowSec()) * 1000));
        n += 1;
        await appendFile(files.journal, toRow(n));
      }
      const ranSec = nowSec() - startedSec;
      const toPercent = (cpuSec: number) => `${((cpuSec / ranSec) * 100).toFixed(0)} %`;
      const cpu = toPercent((await readCpuSec(pid)) - cpuBefore);
      const own = toPercent((await readCpuSec(process.pid)) - ownBefore);
      await waitFor('the last row at every reader', 10_000, () =>
        readers.countWith(`"n":${n},`) === readerCount ? true : undefined,
      ).catch(() => {});
      const ms = readers.takeLatencies().sort((a, b) => a - b);
      const at = (share: number) => (quantile(ms, share) ?? Number.NaN).toFixed(0).padStart(6);
      const rss = (await readRssMb(pid))?.toFixed(0) ?? '–';
      console.log(
        `${load.padEnd(6)}  ${String(rate).padStart(6)}  ${String(ms.length).padStart(6)}  ${at(0.5)}  ${at(0.95)}  ${at(0.99)}  ${cpu.padStart(8)}  ${rss.padStart(6)}  ${own.padStart(11)}  ${String(readers.lost()).padStart(4)}`,
      );
      const short = readerCount - readers.countWith(`"n":${n},`);
      if (short > 0) console.log(`        ${short} readers did not get the last row`);
    }
    readers.close();
  } finally {
    await live.child.stop();
  }
});
