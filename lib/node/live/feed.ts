// The feed: one tail, one digest, and everyone who watches. Each row is put into words once, however many read it.
import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FeedRow, parseFeedLine } from '../../core/journal/feed-row.ts';
import { toRunFiles } from '../run-folder/run-files.ts';
import { findLine, type NumberedRow, readAfter, type Segment, toEventId } from '../run-folder/segment.ts';
import {
  createTail,
  createTailCounts,
  type Tail,
  type TailCounts,
  type TailOptions,
} from '../run-folder/tail.ts';
import { type Client, DROP_REASONS, type DropReason, openClient } from './client.ts';
import { RETRY, toDigestFrame, toRowsFrame, toVerdictFrame } from './frames.ts';
import { createVerdictReader, type SentVerdict } from './verdict.ts';

/** The run so far in bounded form. */
export interface RunDigest {
  add(row: FeedRow): void;
  toJSON(): unknown;
}

export interface FeedOptions {
  /** The folder of the run to show; undefined where there is none yet. Asked again every second: another answer is another run. */
  readonly findRun: () => Promise<string | undefined>;
  /** An empty digest for the run in this folder, and the id of the service that it is made for. */
  readonly createDigest: (dir: string) => Promise<{ readonly digest: RunDigest; readonly service: string }>;
  readonly openFile?: TailOptions<FeedRow>['openFile'];
}

/** What `/health` and `/metrics` tell. */
export interface FeedState {
  readonly run: string | null;
  readonly verdict: string | null;
  readonly clients: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly journal: {
    readonly present: boolean;
    /** Everything that was there at the start has been read. */
    readonly loaded: boolean;
    readonly generation: number | null;
    readonly line: number;
    readonly pendingBytes: number;
    readonly problem: string | null;
  };
  readonly counts: Readonly<TailCounts>;
}

export interface Feed {
  /** Takes over an answer and streams to it until it ends, from the row after `lastEventId` where that is known. */
  join(outgoing: ServerResponse, lastEventId: string | undefined): Promise<void>;
  state(): FeedState;
  /** Sends what is there yet, verdict included, and ends every stream. */
  end(): Promise<void>;
}

/** How soon a row is seen after a moment of quiet. */
const POLL_EVERY_MS = 10;
/** How long rows are gathered after some were sent: some thirty events a second at most, for a thousand readers. */
const GATHER_MS = 30;
const [LOOK_EVERY_MS, PING_EVERY_MS] = [1_000, 15_000];
/** Rows in one event. */
const MAX_FRAME_ROWS = 500;
/** Further back than this, about an hour, the digest says it in less. */
const MAX_RESUME_LINES = 20_000;
const READY_EVERY_MS = 20;
/** That of a day is half a megabyte. */
const TOLD_MS = 1_000;

interface Run {
  readonly dir: string;
  readonly digest: RunDigest;
  readonly tail: Tail;
  readonly readVerdict: () => Promise<SentVerdict | undefined>;
  loaded: boolean;
  /** Its journal has named another service than its digest was made for, before it had one: it is opened anew. */
  isOther: boolean;
  verdict: SentVerdict | undefined;
}

/** A digest as it was sent, and of what. */
interface ToldDigest {
  readonly digest: RunDigest;
  readonly segment: Segment | undefined;
  readonly line: number;
  readonly frame: Buffer;
  readonly untilMs: number;
}

/** Starts to follow. Nothing is read from the journal but by one reader at a time, and by those who come back. */
export function startFeed({ findRun, createDigest, openFile }: FeedOptions): Feed {
  const counts = createTailCounts();
  const dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;
  const clients = new Set<Client>();
  const live = new Set<Client>();
  const ending = new AbortController();
  let run: Run | undefined;
  let told: ToldDigest | undefined;

  const broadcast = (frame: Buffer) => {
    for (const client of live) client.send(frame);
  };
  const onRows = (digest: RunDigest, service: string) => (rows: readonly NumberedRow[], segment: Segment) => {
    for (const { row } of rows) {
      if (run && row.type === 'run.started' && row.service !== service) run.isOther = true;
      digest.add(row);
    }
    if (live.size === 0) return;
    for (let from = 0; from < rows.length; from += MAX_FRAME_ROWS) {
      const some = rows.slice(from, from + MAX_FRAME_ROWS);
      broadcast(toRowsFrame(toEventId(segment, some.at(-1)?.line ?? 0), some));
    }
  };
  const openRun = async (dir: string): Promise<Run> => {
    const files = toRunFiles(dir);
    const { digest, service } = await createDigest(dir);
    return {
      dir,
      digest,
      tail: createTail({
        file: files.journal,
        parse: parseFeedLine,
        rotation: 'followed',
        counts,
        onRows: onRows(digest, service),
        ...(openFile ? { openFile } : {}),
      }),
      readVerdict: createVerdictReader(files.summary),
      loaded: false,
      isOther: false,
      verdict: undefined,
    };
  };
  const lookForRun = async () => {
    const dir = await findRun().catch(() => undefined);
    if (dir === undefined || (dir === run?.dir && !run.isOther)) return;
    if (run) for (const client of clients) client.drop('new_run');
    await run?.tail.close();
    run = await openRun(dir);
  };
  /** True where rows came. */
  const poll = async (): Promise<boolean> => {
    if (!run) return false;
    const before = counts.rows;
    await run.tail.poll();
    run.loaded = true;
    return counts.rows > before;
  };
  const lookForVerdict = async () => {
    const verdict = await run?.readVerdict();
    if (!run || !verdict) return;
    run.verdict = verdict;
    broadcast(toVerdictFrame(verdict));
  };

  const follow = async () => {
    let lookedAtMs = Number.NEGATIVE_INFINITY;
    while (!ending.signal.aborted) {
      const look = performance.now() - lookedAtMs >= LOOK_EVERY_MS;
      if (look) await lookForRun();
      const grew = await poll();
      // After the rows: what the run came to follows its last row.
      if (look) await lookForVerdict();
      if (look) lookedAtMs = performance.now();
      await pause(grew ? GATHER_MS : POLL_EVERY_MS, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const following = follow();
  const ping = () => clients.forEach((client) => void client.ping());
  const pinging = setInterval(ping, PING_EVERY_MS);

  /** The digest in words, and the line up to which it tells: made once for all who come within a second. */
  const toDigest = ({ digest, tail }: Run): ToldDigest => {
    const segment = tail.segment();
    const isFresh = told?.digest === digest && told.segment === segment && performance.now() < told.untilMs;
    if (told && isFresh) return told;
    const line = segment?.end.line ?? 0;
    const frame = toDigestFrame(segment && toEventId(segment, line), digest.toJSON());
    told = { digest, segment, line, frame, untilMs: performance.now() + TOLD_MS };
    return told;
  };

  const catchUp = async (client: Client, lastEventId: string | undefined): Promise<void> => {
    while (!run?.loaded) await pause(READY_EVERY_MS, undefined, { signal: client.gone });
    const { tail } = run;
    const segment = tail.segment();
    const known = findLine(segment, lastEventId);
    let line = known;
    if (!segment || line === undefined || segment.end.line - line > MAX_RESUME_LINES) {
      const digest = toDigest(run);
      line = digest.line;
      await client.sendWhenRead(digest.frame);
    }
    while (segment && line < segment.end.line) {
      if (tail.segment() !== segment) return client.drop('rotated');
      for await (const stretch of readAfter(segment, line)) {
        line = stretch.line;
        if (stretch.rows.length > 0)
          await client.sendWhenRead(toRowsFrame(toEventId(segment, line), stretch.rows));
      }
    }
    // From here to the end nothing is waited for, so no row can come in between.
    if (tail.segment() !== segment) return client.drop('rotated');
    if (client.gone.aborted) return;
    live.add(client);
    if (run?.verdict) client.send(toVerdictFrame(run.verdict));
  };

  return {
    async join(outgoing, lastEventId) {
      const client = openClient(outgoing, (reason) => {
        clients.delete(client);
        live.delete(client);
        if (reason) dropped[reason] += 1;
      });
      clients.add(client);
      client.send(RETRY);
      await catchUp(client, lastEventId).catch(() => client.drop('unreadable'));
    },
    state: () => {
      const segment = run?.tail.segment();
      return {
        run: run ? basename(run.dir) : null,
        verdict: run?.verdict?.outcome ?? null,
        clients: clients.size,
        dropped,
        journal: {
          present: run?.tail.present() ?? false,
          loaded: run?.loaded ?? false,
          generation: segment?.generation ?? null,
          line: segment?.end.line ?? 0,
          pendingBytes: run?.tail.pendingBytes() ?? 0,
          problem: run?.tail.problem() ?? null,
        },
        counts,
      };
    },
    async end() {
      ending.abort();
      await following;
      await poll();
      await lookForVerdict();
      clearInterval(pinging);
      for (const client of clients) client.drop('ended');
      await run?.tail.close();
    },
  };
}
