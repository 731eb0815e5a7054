// The live feed as a program: what it follows, where it listens, and its end.
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { DIGEST_RULES } from '../../../thresholds/digest-rules.ts';
import { createDigest } from '../../core/digest/digest.ts';
import type { LiveOptions } from '../../core/options/live-options.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { buildPage } from '../build/page.ts';
import { findRun } from '../run-folder/find-run.ts';
import { startFeed } from './feed.ts';
import { NO_PAGE } from './login-pages.ts';
import { type LiveServer, startLiveServer } from './server.ts';

export interface LiveRun extends LiveOptions {
  /** The run's folder; undefined: the newest in `outputDir`, and each newer one as it comes. */
  readonly run: string | undefined;
  readonly outputDir: string;
  readonly stop: AbortSignal;
  /** Ends the feed when it ends. */
  readonly parent?: Readable;
  readonly say: (sentence: string) => void;
  readonly onListening: (url: string) => void;
}

/**
 * Serves a run until it is stopped; then what is there is sent, and every stream ended.
 * @throws OptionError where there is no such folder, or the port cannot be had
 */
export async function runLive(options: LiveRun): Promise<void> {
  const { run, outputDir, stop, parent, say } = options;
  if (run !== undefined && !(await isThere(run)))
    throw new OptionError(`${run} is no folder; give one under results/, or latest`);
  const feed = startFeed({
    findRun: async () => run ?? findRun('latest', outputDir),
    createDigest: () => createDigest(DIGEST_RULES),
  });
  let server: LiveServer | undefined;
  try {
    let page: Promise<string> | undefined;
    const readPage = () => {
      page ??= buildPage().catch((error: Error) => {
        say(`there is no page: ${error.message}`);
        return NO_PAGE;
      });
      return page;
    };
    server = await startLiveServer(feed, { ...options, readPage });
    options.onListening(`${server.url}/`);
    if (options.token === undefined) say('without LIVE_TOKEN: only this machine can read it');
    else say(`log in with LIVE_TOKEN at ${server.url}/login`);
    if (run === undefined && feed.state().run === null) say(`following the newest run in ${outputDir}`);
    const parentGone = parent ? once(parent.resume(), 'end') : new Promise<never>(() => {});
    const stopped = stop.aborted ? undefined : once(stop, 'abort');
    await Promise.race([stopped, parentGone]);
  } finally {
    await feed.end();
    await server?.close();
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
