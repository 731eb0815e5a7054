// The users of a drill: k6 with the journeys of the service, in the network of the cluster, and what it wrote of each call.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toChildEnvironment } from '../../../lib/core/options/child-environment.ts';
import { toJsonOrNone, toObject } from '../../../lib/core/text/json.ts';
import { buildBundles, toBundleName } from '../../../lib/node/build/bundle.ts';
import { ensureTool } from '../../../lib/node/build/tools.ts';
import { keptPath } from '../../../lib/node/files/paths.ts';
import { K6_MEMORY, toK6Args } from '../../../lib/node/k6/start-k6.ts';
import { type Child, startChild } from '../../../lib/node/process/child.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import type { UserCall } from '../figures/figures.ts';

const SCENARIO = 'drill-load';

export interface Load {
  readonly child: Child;
  /** Every call so far. */
  readCalls(): Promise<readonly UserCall[]>;
}

/** Starts them. @param seconds after which they end by themselves */
export async function startLoad(start: {
  readonly loaded: LoadedService;
  readonly base: string;
  readonly rateRps: number;
  readonly seconds: number;
  readonly seed: number;
  readonly dir: string;
}): Promise<Load> {
  const { loaded, base, rateRps, seconds, seed, dir } = start;
  const name = toBundleName(SCENARIO, loaded);
  await buildBundles(loaded, { [name]: `scenarios/${SCENARIO}.ts` });
  const journal = join(dir, 'users.ndjson');
  const child = await startChild({
    command: await ensureTool('k6'),
    args: toK6Args(keptPath('dist', `${name}.js`), [
      `--console-output=${journal}`,
      '--log-format=raw',
      '--address=127.0.0.1:0',
    ]),
    logFile: join(dir, 'k6.log'),
    env: {
      ...toChildEnvironment('k6', process.env),
      ...K6_MEMORY,
      K6_NO_USAGE_REPORT: 'true',
      BASE: base,
      BASE_RPS: String(rateRps),
      DURATION_SECONDS: String(seconds),
      SEED: String(seed),
      TOXIPROXY_ENABLED: 'false',
      CHAOS_WINDOW_MIN: '0',
      SPIKE_DURATION_SEC: '0',
      EVENTS: 'on',
    },
  });
  return { child, readCalls: async () => parseCalls(await readFile(journal, 'utf8').catch(() => '')) };
}

/** The calls in a journal; a last line that is half written is none. */
export function parseCalls(text: string): readonly UserCall[] {
  return text.split('\n').flatMap((line): readonly UserCall[] => {
    const { type, ts, code, violations, duration_ms: durationMs } = toObject(toJsonOrNone(line));
    if (
      type !== 'response' ||
      typeof ts !== 'number' ||
      typeof code !== 'number' ||
      typeof durationMs !== 'number'
    )
      return [];
    const isBroken = Array.isArray(violations) && violations.length > 0;
    return [{ atMs: ts * 1000, isBad: isBroken || code === 0 || code >= 500, durationMs }];
  });
}
