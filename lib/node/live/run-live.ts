// The live feed as a program: what it follows, where it listens, and its end.
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import { createDigest } from '../../core/digest/digest.ts';
import type { LiveOptions } from '../../core/options/live-options.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { buildPage } from '../build/page.ts';
import { findRun } from '../run-folder/find-run.ts';
import { toRunFiles } from '../run-folder/run-files.ts';
import { loadService } from '../service/load-service.ts';
import { loadServiceOf } from '../service/read-service.ts';
import { startFeed } from './feed.ts';
import { NO_PAGE } from './login-pages.ts';
import { type LiveServer, startLiveServer } from './server.ts';

export interface LiveRun extends LiveOptions {
  /** The run's folder; undefined: the newest in `outputDir`, and each newer one as it comes. */
  readonly run: string | undefined;
  readonly outputDir: string;
  /** The service of a run whose journal does not name it yet. */
  readonly service: string;
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
  const { run, outputDir, service, stop, parent, say } = options;
  if (run !== undefined && !(await isThere(run)))
    throw new OptionError(`${run} is no folder; give one under results/, or latest`);
  // The page is made for the service of the run that is shown.
  let shown = await loadService(service);
  const feed = startFeed({
    findRun: async () => run ?? findRun('latest', outputDir, 'any'),
    createDigest: async (dir) => {
      shown = await loadServiceOf(toRunFiles(dir).journal, service);
      return { digest: createDigest(toDigestRules(shown.service)), service: shown.service.id };
    },
  });
  let server: LiveServer | undefined;
  try {
    const pages = new Map<string, Promise<string>>();
    const readPage = () => {
      const { id } = shown.service;
      const page =
        pages.get(id) ??
        buildPage(shown).catch((error: Error) => {
          say(`there is no page: ${error.message}`);
          return NO_PAGE;
        });
      pages.set(id, page);
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
