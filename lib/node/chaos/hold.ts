// One run at a time on a Toxiproxy: who uses it holds it, by a proxy there that leads nowhere. A name is there once, so that of two runs
// one gets it, whatever clone, container or machine they are in.
import { setTimeout as pause } from 'node:timers/promises';
import { OptionError } from '../../core/options/option-error.ts';
import { trimSlashes } from '../../core/text/ends.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { isProcessMark, isThere, type ProcessMark } from '../process/look.ts';
import { keepTrying } from '../process/wait.ts';
import { createDeadlineApi, ToxiproxyError } from './toxiproxy-api.ts';

/** Who holds a Toxiproxy. */
export interface Holder {
  readonly owner: ProcessMark;
  readonly runDir: string;
  /** Since when, in ISO 8601. */
  readonly since: string;
  /** Goes up while the holder lives: from elsewhere nothing else tells that it does. */
  readonly beat: number;
}

export interface Hold {
  /** Holds again what a restart of the server has forgotten. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

export const HOLD_NAME = 'aurora_hold';
const DEADLINE_MS = 3_000;
const BEAT_EVERY_MS = 4_000;
/** A holder elsewhere that misses two beats is no more. */
const BEAT_DEADLINE_MS = 10_000;
/** In that time somebody who took it at the same moment has taken it away again. */
const SETTLE_MS = 300;
const RELEASE_DEADLINE_MS = 5_000;

const api = createDeadlineApi(DEADLINE_MS);
const toUrl = (apiUrl: string) => `${trimSlashes(apiUrl)}/proxies`;
const isSame = (a: Pick<Holder, 'owner' | 'runDir'>, b: Pick<Holder, 'owner' | 'runDir'>) =>
  a.runDir === b.runDir && a.owner.pid === b.owner.pid && a.owner.identity === b.owner.identity;

/**
 * What is written there, also by one that is no more; undefined where there is nothing, or nothing of ours.
 * @throws ToxiproxyError where it cannot be read
 */
async function readHold(apiUrl: string): Promise<Holder | undefined> {
  try {
    const found = await api.get<{ readonly upstream?: unknown }>(`${toUrl(apiUrl)}/${HOLD_NAME}`);
    return parseHolder(String(found.data.upstream));
  } catch (error) {
    if (error instanceof ToxiproxyError && error.status === 404) return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  const { owner, runDir, since, beat } = toObject(toJsonOrNone(text));
  if (!isProcessMark(owner) || typeof runDir !== 'string' || typeof since !== 'string') return undefined;
  return typeof beat === 'number' ? { owner, runDir, since, beat } : undefined;
}

/**
 * The run that holds the Toxiproxy at `apiUrl` and lives; undefined where there is none.
 * @throws ToxiproxyError where that cannot be told
 */
export async function findHolder(apiUrl: string): Promise<Holder | undefined> {
  const holder = await readHold(apiUrl);
  if (!holder) return undefined;
  const alive = await isThere(holder.owner);
  if (alive !== undefined) return alive ? holder : undefined;
  const until = performance.now() + BEAT_DEADLINE_MS;
  while (performance.now() < until) {
    await pause(BEAT_DEADLINE_MS / 20);
    const now = await readHold(apiUrl);
    if (now?.beat !== holder.beat) return now;
  }
  return undefined;
}

/** @throws OptionError where another run holds the Toxiproxy at `apiUrl`: it says which; ToxiproxyError where that cannot be told */
export async function requireUnheld(apiUrl: string): Promise<void> {
  const holder = await findHolder(apiUrl);
  if (!holder) return;
  const { owner, runDir, since } = holder;
  throw new OptionError(
    `TOXIPROXY_API_URL=${apiUrl}: the run ${runDir} (pid ${owner.pid} on ${owner.place}) holds it since ${since}; wait for its end, end it, or give another Toxiproxy`,
  );
}

/**
 * Takes hold of the Toxiproxy at `apiUrl`.
 * @throws OptionError where another run holds it, ToxiproxyError where it does not answer
 */
export async function takeHold(apiUrl: string, us: Pick<Holder, 'owner' | 'runDir'>): Promise<Hold> {
  let holder: Holder = { ...us, since: new Date().toISOString(), beat: 0 };
  const toProxy = () => ({
    name: HOLD_NAME,
    listen: '127.0.0.1:0',
    upstream: JSON.stringify(holder),
    enabled: false,
  });
  const create = () => api.post(toUrl(apiUrl), toProxy());
  const renew = async () => {
    const found = await readHold(apiUrl);
    holder = { ...holder, beat: holder.beat + 1 };
    if (!found) await create();
    else if (isSame(found, us)) await api.post(`${toUrl(apiUrl)}/${HOLD_NAME}`, toProxy());
  };
  await requireUnheld(apiUrl);
  await create().catch(async (error: unknown) => {
    if (!(error instanceof ToxiproxyError && error.status === 409)) throw error;
    // Of one that is no more, or taken since.
    await requireUnheld(apiUrl);
    await remove(apiUrl);
    await create();
    await pause(SETTLE_MS);
  });
  const found = await readHold(apiUrl);
  if (!found || !isSame(found, us)) {
    await requireUnheld(apiUrl);
    throw new ToxiproxyError(`Toxiproxy at ${apiUrl} does not keep ${HOLD_NAME}; restart it.`);
  }
  const timer = setInterval(() => void renew().catch(() => {}), BEAT_EVERY_MS).unref();
  return {
    renew,
    async release() {
      clearInterval(timer);
      await releaseHold(apiUrl, us);
    },
  };
}

/**
 * Lets go of a Toxiproxy that this run holds, or held when it was killed. What another holds by now is left. Where it does not
 * answer it is asked again for some seconds: else the name would stay there. Never rejects.
 */
export async function releaseHold(apiUrl: string, who: Pick<Holder, 'owner' | 'runDir'>): Promise<void> {
  const letGo = async () => {
    const found = await readHold(apiUrl);
    if (found && isSame(found, who)) await remove(apiUrl);
  };
  await keepTrying(RELEASE_DEADLINE_MS, letGo).catch(() => {});
}

const remove = (apiUrl: string) => api.delete(`${toUrl(apiUrl)}/${HOLD_NAME}`);
