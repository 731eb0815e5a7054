// Recorded answers judged by the flow of today: where that comes to something else, flow and service have drifted apart.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cassette } from '../../../lib/core/smoke/flows/cassette-schema.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { readYaml } from '../../../lib/node/yaml/read-yaml.ts';
import type { ReadyFlow } from '../files/ready-flow.ts';
import { type FlowPlayer, playFlow, RECORDED_MS } from '../play/play-flow.ts';
import { fillEchoes } from './echoes.ts';
import { type Handle, withServer } from './http-server.ts';
import { MAX_CASSETTE_BYTES } from './record.ts';

/** What a cassette came to today. */
export interface Replayed {
  readonly flow: string;
  /** The name of its file, without extension; '' where a flow has none of a kind that it must have. */
  readonly cassette: string;
  readonly outcome: 'as_recorded' | 'drifted' | 'inconclusive' | 'missing';
  readonly text: string;
}

/** The folder with the cassettes of a flow. */
export const toCassetteDir = ({ dir }: Pick<LoadedService, 'dir'>, flow: string): string =>
  join(dir, 'flows', 'cassettes', flow);

/** Judges every cassette of a flow, and tells which kind it lacks: one that passed and one that failed. */
export async function replayFlow(
  player: FlowPlayer,
  flow: ReadyFlow,
  stop: AbortSignal,
): Promise<readonly Replayed[]> {
  const dir = toCassetteDir(player.loaded, flow.id);
  const names = (await readdir(dir).catch(() => [] as string[]))
    .filter((name) => name.endsWith('.json'))
    .sort();
  const replayed: Replayed[] = [];
  const kinds = new Set<string>();
  for (const name of names) {
    const read = await readCassette(await readFile(join(dir, name)));
    const row = { flow: flow.id, cassette: name.slice(0, -'.json'.length) };
    if ('fault' in read) {
      replayed.push({ ...row, outcome: 'inconclusive', text: `${name}${read.fault}` });
      continue;
    }
    kinds.add(read.cassette.outcome);
    replayed.push({ ...row, ...(await replayCassette(player, flow, read.cassette, stop)) });
  }
  const lacks = [
    ['pass', 'good'],
    ['fail', 'bad'],
  ] as const;
  for (const [outcome, kind] of lacks)
    if (!kinds.has(outcome))
      replayed.push({
        ...{ flow: flow.id, cassette: '', outcome: 'missing' },
        text: `no ${kind} cassette; record one (record ${flow.id} --as ${kind})`,
      });
  return replayed;
}

/** A cassette as its file says it, or why it is none. JSON is YAML, whose reader bounds and points at what is wrong. */
export async function readCassette(
  bytes: Uint8Array,
): Promise<{ readonly cassette: Cassette } | { readonly fault: string }> {
  const form = await import('../../../lib/core/smoke/flows/cassette-schema.ts');
  if (bytes.length > MAX_CASSETTE_BYTES) return { fault: `: more than ${MAX_CASSETTE_BYTES} bytes` };
  const read = readYaml(bytes, form.Cassette);
  if ('value' in read) return { cassette: read.value as Cassette };
  const [fault] = read.faults;
  return { fault: `:${fault?.line}:${fault?.column}: ${fault?.text}` };
}

/** Judges one cassette. */
export async function replayCassette(
  player: FlowPlayer,
  flow: ReadyFlow,
  cassette: Cassette,
  stop: AbortSignal,
): Promise<Pick<Replayed, 'outcome' | 'text'>> {
  const unasked: string[] = [];
  const left = [...cassette.answers];
  const result = await withServer(createReplayer(left, unasked), (base) =>
    playFlow(player, {
      ...{ flow, base, stop, run: cassette.run, recorded: true, without: [] },
      ...(cassette.variants === undefined ? {} : { variants: cassette.variants }),
      deadlineMs: 60_000,
      env:
        'steps' in flow.plays
          ? Object.fromEntries(flow.plays.steps.secrets.map((name) => [name, 'replayed']))
          : {},
    }),
  );
  const [first] = unasked;
  if (first !== undefined)
    return {
      outcome: 'inconclusive',
      text: `the flow asks ${first}, which was not recorded; record it anew`,
    };
  if (result.outcome === cassette.outcome)
    return { outcome: 'as_recorded', text: `${result.outcome}, ${result.because}` };
  const told = `recorded as ${cassette.outcome}, judged as ${result.outcome} today: ${result.because}`;
  return { outcome: result.outcome === 'inconclusive' ? 'inconclusive' : 'drifted', text: told };
}

/** Gives each call the next recorded answer to its method and path. */
function createReplayer(left: Cassette['answers'][number][], unasked: string[]): Handle {
  return async ({ method = 'GET', url = '/', headers }, _, response) => {
    const index = left.findIndex((answer) => answer.method === method && answer.path === url);
    const [answer] = index < 0 ? [] : left.splice(index, 1);
    if (answer === undefined) {
      unasked.push(`${method} ${url}`);
      response.writeHead(404).end();
      return;
    }
    if (answer.status === undefined) {
      response.destroy();
      return;
    }
    const sent = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const kept = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, fillEchoes(value, sent)]);
    const body = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
    response
      .writeHead(answer.status, { ...Object.fromEntries(kept), [RECORDED_MS]: String(answer.duration_ms) })
      .end(method === 'HEAD' ? undefined : fillEchoes(body, sent));
  };
}
