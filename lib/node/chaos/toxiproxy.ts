// The one door to Toxiproxy's control API: nothing is believed unread, and only what is ours is taken away.

import { Toxiproxy } from 'toxiproxy-node-client';
import type { Toxic } from '../../core/faults/fault.ts';
import { trimSlashes } from '../../core/text/ends.ts';
import { parseMetricsPage } from '../../core/text/metrics-page.ts';
import { createDeadlineApi, ToxiproxyError } from './toxiproxy-api.ts';

export { ToxiproxyError } from './toxiproxy-api.ts';

/** A proxy: `listen` is where the service finds its upstream, `upstream` where that really is; both host:port. */
export interface ProxySpec {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
}

/** What a proxy is now. */
export interface ProxyState {
  readonly enabled: boolean;
  /** Where it forwards to, host:port. */
  readonly upstream: string;
  /** Those on it, ours or not. */
  readonly toxics: readonly Toxic[];
}

/** Bytes received from the service (`upstreamBytes`, on their way up) and from its upstream (`downstreamBytes`). */
export interface ProxyBytes {
  readonly upstreamBytes: number;
  readonly downstreamBytes: number;
}

/** Every method rejects with a ToxiproxyError, at the latest when the deadline of its last HTTP call is over. */
export interface ToxiproxyClient {
  readonly apiUrl: string;
  /** Whether the server can still work, which `/version` says even of one that hangs. Resolves to its proxies' names. */
  probe(): Promise<readonly string[]>;
  /**
   * Makes the proxy exist, enabled, with these addresses. One that already does is left as it is, toxics too.
   * Resolves to `enabled` where it was there and had been disabled.
   */
  ensureProxy(proxy: ProxySpec): Promise<'ready' | 'enabled'>;
  readProxy(proxy: string): Promise<ProxyState>;
  /** Opens the proxy's port, or closes it with all that is connected, and reads back that it is so. */
  setEnabled(proxy: string, enabled: boolean): Promise<void>;
  /** Lets the proxy forward to another address, which cuts off what is connected, and reads back that it does. */
  setUpstream(proxy: string, upstream: string): Promise<void>;
  /** Adds toxics named `aurora_…` and reads each back; where one fails or differs, those already added are removed. */
  injectToxics(proxy: string, toxics: readonly Toxic[]): Promise<void>;
  /**
   * Sets each toxic anew, as it is, and reads it back: Toxiproxy then draws again for every connection, also for those that are
   * open (ToxicCollection.chainUpdateToxic, ToxicStub.Run).
   */
  redrawToxics(proxy: string, toxics: readonly Toxic[]): Promise<void>;
  /** The toxics on a proxy, ours or not. */
  readToxics(proxy: string): Promise<readonly Toxic[]>;
  /** Ends what toxics do, removes them by name and reads back that they are gone. One that is not there counts as removed. */
  removeToxics(proxy: string, names: readonly string[]): Promise<void>;
  /**
   * What passed a proxy since the server started. Needs a server started with `-proxy-metrics`, which adds a connection's
   * bytes only when that half of it ends: a kept-alive connection shows late.
   */
  readBytes(proxy: string): Promise<ProxyBytes>;
}

/** How our toxics' names begin: what is named otherwise is not ours to remove. */
export const TOXIC_PREFIX = 'aurora_';

export const DEFAULT_DEADLINE_MS = 3_000;

/**
 * A client for one Toxiproxy. Nothing is sent yet and no connection is kept, so it stays good when the server restarts.
 * `POST /reset` is never sent: it strips every proxy on that server, other people's too.
 * @param options.apiUrl http://host:port of the control API
 * @param options.deadlineMs for each single HTTP call. @default 3000
 */
export function connectToxiproxy(options: {
  readonly apiUrl: string;
  readonly deadlineMs?: number;
}): ToxiproxyClient {
  const apiUrl = trimSlashes(options.apiUrl);
  const api = createDeadlineApi(options.deadlineMs ?? DEFAULT_DEADLINE_MS);
  const toxiproxy = new Toxiproxy(apiUrl);
  // `api` is the client's seam for another transport, but its type is a class with private members.
  toxiproxy.api = api as unknown as typeof toxiproxy.api;

  async function ensureProxy({ name, listen, upstream }: ProxySpec): Promise<'ready' | 'enabled'> {
    await toxiproxy.populate([{ name, listen, upstream }]).catch(nameListener(listen));
    // Populate leaves a proxy with the same addresses alone, also one that was disabled.
    if ((await readProxy(name)).enabled) return 'ready';
    await setEnabled(name, true);
    return 'enabled';
  }

  async function readProxy(proxy: string): Promise<ProxyState> {
    return (await api.get<ProxyState>(`${apiUrl}/proxies/${proxy}`)).data;
  }

  async function setEnabled(proxy: string, enabled: boolean): Promise<void> {
    const found = await toxiproxy.get(proxy);
    const { listen, upstream } = found;
    await found.update({ enabled, listen, upstream }).catch(nameListener(listen));
    if ((await readProxy(proxy)).enabled === enabled) return;
    throw new ToxiproxyError(`Proxy ${proxy} reads back ${enabled ? 'disabled' : 'enabled'}; restart it.`);
  }

  async function setUpstream(proxy: string, upstream: string): Promise<void> {
    const found = await toxiproxy.get(proxy);
    const { enabled, listen } = found;
    await found.update({ enabled, listen, upstream }).catch(nameListener(listen));
    const { upstream: now } = await readProxy(proxy);
    if (now === upstream) return;
    throw new ToxiproxyError(
      `Proxy ${proxy} reads back ${now} as its upstream, not ${upstream}; restart it.`,
    );
  }

  async function injectToxics(proxy: string, toxics: readonly Toxic[]): Promise<void> {
    const added: string[] = [];
    try {
      const target = await toxiproxy.get(proxy);
      for (const toxic of toxics) {
        if (!toxic.name.startsWith(TOXIC_PREFIX)) {
          throw new ToxiproxyError(
            `Toxic ${toxic.name} must be named ${TOXIC_PREFIX}…, or nothing would heal it.`,
          );
        }
        await target.addToxic({ ...toxic }).catch((error: unknown) => {
          // One that was there before is not ours to take back; one whose adding timed out may be there by now.
          if (!(error instanceof ToxiproxyError && error.status === 409)) added.push(toxic.name);
          throw error;
        });
        added.push(toxic.name);
        const difference = findDifference(toxic, await target.getToxic<Toxic['attributes']>(toxic.name));
        if (difference) throw new ToxiproxyError(`Toxic ${toxic.name} on ${proxy} reads back ${difference}.`);
      }
    } catch (error) {
      await removeToxics(proxy, added.toReversed()).catch((left: ToxiproxyError) => {
        const first = error instanceof Error ? error.message : String(error);
        throw new ToxiproxyError(`${first} Taking it back failed too: ${left.message}`, { cause: error });
      });
      throw error;
    }
  }

  async function redrawToxics(proxy: string, toxics: readonly Toxic[]): Promise<void> {
    for (const { name, toxicity, attributes } of toxics) {
      await api.patch(`${apiUrl}/proxies/${proxy}/toxics/${name}`, { toxicity, attributes });
    }
    const found = await readToxics(proxy);
    for (const toxic of toxics) {
      const now = found.find(({ name }) => name === toxic.name);
      const difference = now ? findDifference(toxic, now) : 'gone';
      if (difference) throw new ToxiproxyError(`Toxic ${toxic.name} on ${proxy} reads back ${difference}.`);
    }
  }

  async function readToxics(proxy: string): Promise<readonly Toxic[]> {
    return (await api.get<readonly Toxic[]>(`${apiUrl}/proxies/${proxy}/toxics`)).data;
  }

  async function removeToxics(proxy: string, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    for (const name of names) {
      const url = `${apiUrl}/proxies/${proxy}/toxics/${name}`;
      // A removal waits 5 s for each piece of an answer that the toxic holds for a client that has gone (ToxicLink.RemoveToxic).
      // One that acts on no connection any more holds none. What is wrong with the server, the removal itself says.
      await api.patch(url, { toxicity: 0 }).catch(() => {});
      await api.delete(url).catch((error: unknown) => {
        if (!(error instanceof ToxiproxyError && error.status === 404)) throw error;
      });
    }
    const left = (await readToxics(proxy)).map((toxic) => toxic.name).filter((name) => names.includes(name));
    if (left.length === 0) return;
    throw new ToxiproxyError(
      `Toxiproxy still lists ${left.join(', ')} on ${proxy} after removal; restart it.`,
    );
  }

  return {
    apiUrl,
    probe: async () => Object.keys(await toxiproxy.getAll()),
    ensureProxy,
    readProxy,
    setEnabled,
    setUpstream,
    injectToxics,
    redrawToxics,
    readToxics,
    removeToxics,
    readBytes: async (proxy) => parseReceivedBytes(await api.getText(`${apiUrl}/metrics`), proxy),
  };
}

const RECEIVED_BYTES = 'toxiproxy_proxy_received_bytes_total';

/**
 * Sums `toxiproxy_proxy_received_bytes_total` over the series of one proxy (one per listener and upstream it ever had).
 * @param text the server's /metrics, in Prometheus' text format
 */
export function parseReceivedBytes(text: string, proxy: string): ProxyBytes {
  const bytes = { upstream: 0, downstream: 0 };
  for (const { name, labels, value } of parseMetricsPage(text).samples) {
    if (name !== RECEIVED_BYTES || labels.get('proxy') !== proxy) continue;
    const direction = labels.get('direction');
    if (direction === 'upstream' || direction === 'downstream') bytes[direction] += value;
  }
  return { upstreamBytes: bytes.upstream, downstreamBytes: bytes.downstream };
}

/** Rethrows; names the option where the error is of an address that Toxiproxy cannot listen on. */
const nameListener = (listen: string) => (error: unknown) => {
  if (!(error instanceof ToxiproxyError) || !error.message.includes('listen tcp')) throw error;
  throw new ToxiproxyError(
    `Toxiproxy cannot listen on ${listen}; free that address or set TOXIPROXY_LISTEN to another. ${error.message}`,
    { cause: error },
  );
};

/** The first field in which the toxic on the server is not the one asked for, as text; undefined when there is none. */
function findDifference(
  wanted: Toxic,
  found: Omit<Toxic, 'type'> & { readonly type: string },
): string | undefined {
  for (const field of ['type', 'stream'] as const) {
    if (found[field] !== wanted[field]) return `${field} ${found[field]}, not ${wanted[field]}`;
  }
  // The server keeps toxicity as a 32-bit float.
  if (Math.fround(found.toxicity) !== Math.fround(wanted.toxicity)) {
    return `toxicity ${found.toxicity}, not ${wanted.toxicity}`;
  }
  // The server sets an attribute that was left out to 0, and drops one it does not know without a word.
  for (const key of new Set([...Object.keys(wanted.attributes), ...Object.keys(found.attributes)])) {
    const [want, got] = [wanted.attributes[key] ?? 0, found.attributes[key]];
    if (got !== want) return `attribute ${key} ${got}, not ${want}`;
  }
  return undefined;
}
