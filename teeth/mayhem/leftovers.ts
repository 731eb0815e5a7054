// What a run has left behind: processes, ports, toxics on somebody's Toxiproxy, files outside its folder.
import { readdir } from 'node:fs/promises';
import { HOLD_NAME } from '../../lib/node/chaos/hold.ts';
import { isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Apart, Folders } from './apart.ts';

/** Who loses npm heals and ends in order; on a busy machine that takes its time. */
const GONE_DEADLINE_MS = 20_000;
/** A toxic of somebody else is not the run's to remove. */
export const THEIRS = 'theirs';

/**
 * Processes that are there still, and ports that are taken, a sentence each.
 * @param ports host:port of each listener of the run
 */
export async function listRunning(run: Apart, ports: readonly string[]): Promise<readonly string[]> {
  const gone = await waitFor('all of it is gone', GONE_DEADLINE_MS, () =>
    run.family.listLeft().length === 0 ? true : undefined,
  ).catch(() => false);
  const processes = gone ? [] : run.family.listLeft();
  const taken: string[] = [];
  for (const address of ports) {
    const [host = '', port] = address.split(':');
    if (!(await isFree(host, Number(port)))) taken.push(address);
  }
  return [
    ...processes.map((text) => `left running: ${text}`),
    ...taken.map((address) => `left listening: ${address}`),
  ];
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
