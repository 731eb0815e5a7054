// What a run has left behind: processes, ports, toxics on somebody's Toxiproxy, files outside its folder.
import { readdir } from 'node:fs/promises';
import { HOLD_NAME } from '../../lib/node/chaos/hold.ts';
import { isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Apart, Folders } from './apart.ts';

/** Who loses npm heals and ends in order; on a busy machine that takes its time. */
const GONE_DEADLINE_MS = 20_000;
const LOOK_EVERY_MS = 100;
/** A toxic of somebody else is not the run's to remove. */
export const THEIRS = 'theirs';

/**
 * Processes that are there still, and ports that are taken, a sentence each.
 * @param ports host:port of each listener of the run
 */
export async function listRunning(run: Apart, ports: readonly string[]): Promise<readonly string[]> {
  let left: readonly string[] = [];
  // A port outlives its process by a moment: its threads end one after the other.
  const look = async () => {
    const taken = await Promise.all(ports.map(isTaken));
    left = [
      ...run.family.listLeft().map((text) => `left running: ${text}`),
      ...ports.filter((_, i) => taken[i]).map((address) => `left listening: ${address}`),
    ];
    return left.length === 0 ? true : undefined;
  };
  await waitFor('all of it is gone', GONE_DEADLINE_MS, look, LOOK_EVERY_MS).catch(() => {});
  return left;
}

async function isTaken(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  return !(await isFree(host, Number(port)));
}

interface Proxy {
  readonly toxics: readonly { readonly name: string }[];
}

/** What is left on a Toxiproxy that is not the run's own, a sentence each. */
export async function listToxics(apiUrl: string): Promise<readonly string[]> {
  const proxies = (await (await fetch(`${apiUrl}/proxies`)).json()) as Readonly<Record<string, Proxy>>;
  const toxics = Object.entries(proxies).flatMap(([name, proxy]) =>
    proxy.toxics.filter((toxic) => toxic.name !== THEIRS).map((toxic) => `${toxic.name} on ${name}`),
  );
  return [...toxics, ...(HOLD_NAME in proxies ? [HOLD_NAME] : [])].map(
    (text) => `left on Toxiproxy: ${text}`,
  );
}

/** Files outside the folder of the run, a sentence each. */
export async function listFiles({ output, state, tmp }: Folders): Promise<readonly string[]> {
  const read = async (folder: string, own: RegExp) =>
    (await readdir(folder).catch(() => [])).filter((name) => !own.test(name));
  return [
    ...(await read(output, /^chaos_soak_run_/)).map((name) => `left beside the run: ${name}`),
    ...(await read(state, /^$/)).map((name) => `left among the notes: ${name}`),
    // What tsx compiles, for every process after.
    ...(await read(tmp, /^tsx-/)).map((name) => `left among the temporary files: ${name}`),
  ];
}
