// What a run has left behind: processes, ports, toxics on somebody's Toxiproxy, files outside its folder.
import { readdir } from 'node:fs/promises';
import { HOLD_NAME } from '../../lib/node/chaos/hold.ts';
import { isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Apart, Folders } from './apart.ts';

/** What a run used, and must have given back. */
export interface Used {
  /** host:port of each listener of its own. */
  readonly ports: readonly string[];
  /** Of a Toxiproxy that is not its own; undefined for none. */
  readonly foreignApiUrl: string | undefined;
}

/** Who loses npm heals and ends in order; on a busy machine that takes its time. */
const GONE_DEADLINE_MS = 20_000;
/** A toxic of somebody else is not the run's to remove. */
export const THEIRS = 'theirs';

/** Processes, ports and toxics that are there still, a sentence each. */
export async function listRunning(run: Apart, { ports, foreignApiUrl }: Used): Promise<readonly string[]> {
  const gone = await waitFor('all of it is gone', GONE_DEADLINE_MS, () =>
    run.family.listLeft().length === 0 ? true : undefined,
  ).catch(() => false);
  const processes = gone ? [] : run.family.listLeft();
  const taken: string[] = [];
  for (const address of ports) {
    const [host = '', port] = address.split(':');
    if (!(await isFree(host, Number(port)))) taken.push(address);
  }
  const toxics = foreignApiUrl === undefined ? [] : await listToxics(foreignApiUrl);
  return [
    ...processes.map((text) => `left running: ${text}`),
    ...taken.map((address) => `left listening: ${address}`),
    ...toxics.map((text) => `left on Toxiproxy: ${text}`),
  ];
}

interface Proxy {
  readonly toxics: readonly { readonly name: string }[];
}

async function listToxics(apiUrl: string): Promise<readonly string[]> {
  const proxies = (await (await fetch(`${apiUrl}/proxies`)).json()) as Readonly<Record<string, Proxy>>;
  const toxics = Object.entries(proxies).flatMap(([name, proxy]) =>
    proxy.toxics.filter((toxic) => toxic.name !== THEIRS).map((toxic) => `${toxic.name} on ${name}`),
  );
  return [...toxics, ...(HOLD_NAME in proxies ? [`${HOLD_NAME}, by which no other run can have it`] : [])];
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
