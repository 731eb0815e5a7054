// The heal ladder: takes our toxics off a proxy, leads it to its upstream and opens it again, whatever it takes, because a removal under load can wedge Toxiproxy (toxiproxy#558).
import { toMessage } from '../../core/text/message.ts';
import { keepTrying, within } from '../process/wait.ts';
import { type ProxySpec, TOXIC_PREFIX, type ToxiproxyClient } from './toxiproxy.ts';

/** How far up the ladder healing had to go. */
export type HealRung = 'removed' | 'retried' | 'restarted' | 'failed';

export interface HealResult {
  readonly healed: boolean;
  readonly rung: HealRung;
  /** One sentence or two: what was done, why each lower rung failed, and where nothing helped the remedy. */
  readonly why: string;
}

const DEFAULT_RUNG_DEADLINE_MS = 15_000;
const RETRY_EVERY_MS = 250;

/**
 * Removes every toxic of ours (`aurora_…`) from the proxy, leads it to its upstream where it led elsewhere, enables it where it
 * is disabled, and reads back all three. When that fails or takes too long: once more on a proxy that is populated anew, and where the
 * server is not ours again and again for half the deadline; where it is ours, kill it, start it again and populate it.
 * Toxics of others are left. Never rejects, so that no path out of a run can skip it.
 * @param options.proxy what the proxy is to be when it is clean
 * @param options.ownProcess only when we started the server: kills it, starts it again, resolves to a client for it
 * @param options.deadlineMs for each rung as a whole, beside the client's own deadline per call. @default 15000
 */
export async function healProxy(options: {
  readonly client: ToxiproxyClient;
  readonly proxy: ProxySpec;
  readonly ownProcess?: { restart(): Promise<ToxiproxyClient> };
  readonly deadlineMs?: number;
}): Promise<HealResult> {
  const { client, proxy, ownProcess, deadlineMs = DEFAULT_RUNG_DEADLINE_MS } = options;
  const ladder: readonly { readonly rung: Exclude<HealRung, 'failed'>; climb(): Promise<string> }[] = [
    { rung: 'removed', climb: () => mend(client, proxy) },
    {
      rung: 'retried',
      // A server of ours is restarted; another's may be back in a moment, and nobody else takes our toxics off.
      climb: () =>
        keepTrying(
          ownProcess ? 0 : deadlineMs / 2,
          () => repopulate(client, proxy),
          Math.min(RETRY_EVERY_MS, deadlineMs / 20),
        ),
    },
    ...(ownProcess
      ? [
          {
            rung: 'restarted' as const,
            climb: async () => `Restarted Toxiproxy. ${await repopulate(await ownProcess.restart(), proxy)}`,
          },
        ]
      : []),
  ];
  const reasons: string[] = [];
  for (const { rung, climb } of ladder) {
    try {
      const done = await within('an answer', deadlineMs, climb());
      return { healed: true, rung, why: [...reasons, done].join(' ') };
    } catch (error) {
      reasons.push(toSentence(toMessage(error)));
    }
  }
  const remedy = `Toxics may still be on ${proxy.name}: restart the Toxiproxy at ${client.apiUrl}, then populate ${proxy.name} (${proxy.listen} → ${proxy.upstream}) again.`;
  return { healed: false, rung: 'failed', why: [...reasons, remedy].join(' ') };
}

/** Toxics first: while the proxy is disabled nothing passes that a removal could wait for. Resolves to what was done. */
async function mend(client: ToxiproxyClient, { name, upstream }: ProxySpec): Promise<string> {
  const done = [await removeOurToxics(client, name)];
  // By hand the upstream is not known: what changes it is not to be had by hand either.
  const found = await client.readProxy(name);
  if (upstream !== '' && found.upstream !== upstream) {
    await client.setUpstream(name, upstream);
    done.unshift(`Led ${name} to ${upstream} again.`);
  }
  if (!found.enabled) {
    await client.setEnabled(name, true);
    done.unshift(`Enabled ${name} again.`);
  }
  return done.join(' ');
}

/** Resolves to what was done, in a sentence. */
async function removeOurToxics(client: ToxiproxyClient, proxy: string): Promise<string> {
  const ours = (await client.readToxics(proxy))
    .map(({ name }) => name)
    .filter((name) => name.startsWith(TOXIC_PREFIX))
    // Last of the chain first: each then has a living reader for what it still holds, which its removal waits for.
    .toReversed();
  await client.removeToxics(proxy, ours);
  return ours.length > 0 ? `Removed ${ours.join(', ')} from ${proxy}.` : `No toxic of ours is on ${proxy}.`;
}

async function repopulate(client: ToxiproxyClient, proxy: ProxySpec): Promise<string> {
  const found = await client.ensureProxy(proxy);
  const done = await mend(client, proxy);
  return found === 'enabled' ? `Enabled ${proxy.name} again. ${done}` : done;
}

const toSentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);
