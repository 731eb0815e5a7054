// A run of a flow through a recorder on loopback: what the target answers is handed on, and kept.
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { OptionValues } from '../../../lib/core/options/option.ts';
import type { Cassette, RecordedAnswer } from '../../../lib/core/smoke/flows/cassette-schema.ts';
import { toJsonOrNone } from '../../../lib/core/text/json.ts';
import { createRedactor, type Redact, toSafeJson } from '../../../lib/core/text/redact.ts';
import { fetchAddress } from '../../../lib/node/http/address.ts';
import { readTextUpTo } from '../../../lib/node/http/body.ts';
import { toReason } from '../../../lib/node/http/fetch-failure.ts';
import { type FlowPlayer, type FlowRun, playFlow } from '../play/play-flow.ts';
import { markEchoes } from './echoes.ts';
import { type Handle, withServer } from './http-server.ts';

const MAX_ANSWERS = 200;
const MAX_BODY_BYTES = 262_144;
/** Of one cassette: it is committed, and read in a review. */
export const MAX_CASSETTE_BYTES = 524_288;
/** Of one connection alone (RFC 9110, 7.6.1), or made anew by whoever sends. */
const OF_A_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'host',
  'accept-encoding',
  'expect',
  'upgrade',
]);
/** What is never kept of an answer. */
const UNKEPT = new Set(['set-cookie', 'date', 'server', 'authorization', 'www-authenticate']);

/** A recording cannot be kept, with the reason and the remedy. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/**
 * Plays a flow through the recorder.
 * @param source what answers, in words
 * @throws RecordingError where the answers are too many or too big
 */
export async function recordFlow(player: FlowPlayer, run: FlowRun, source: string): Promise<Cassette> {
  const answers: RecordedAnswer[] = [];
  const secrets = 'steps' in run.flow.plays ? run.flow.plays.steps.secrets : [];
  const redact = createRedactor(secrets.flatMap((name) => run.env[name] ?? []));
  const id = randomBytes(6).toString('hex');
  const trouble: string[] = [];
  const result = await withServer(createRecorder(run.base, redact, answers, trouble), (base) =>
    playFlow(player, { ...run, base, run: id, recorded: true }),
  );
  if (trouble.length > 0) throw new RecordingError(trouble.join('; '));
  if (answers.length > MAX_ANSWERS)
    throw new RecordingError(
      `${answers.length} answers, and a cassette holds ${MAX_ANSWERS}; let the flow play fewer variants`,
    );
  const cassette: Cassette = {
    schema_version: 1,
    flow: run.flow.id,
    outcome: result.outcome,
    because: redact(result.because),
    recorded_at: new Date(result.startedAtMs).toISOString(),
    source,
    ...(run.variants === undefined ? {} : { variants: run.variants }),
    run: id,
    answers,
  };
  const bytes = Buffer.byteLength(toCassetteText(cassette));
  if (bytes > MAX_CASSETTE_BYTES)
    throw new RecordingError(
      `the cassette has ${bytes} bytes, and ${MAX_CASSETTE_BYTES} are the most; let the flow play fewer variants`,
    );
  return cassette;
}

/** A cassette as its file holds it: a line for each answer. */
export function toCassetteText({ answers, ...facts }: Cassette): string {
  const lines = answers.map((answer) => `    ${JSON.stringify(answer)}`);
  const head = JSON.stringify(facts, null, 2).replace(/\n\}$/, '');
  return `${head},\n  "answers": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function createRecorder(
  target: string,
  redact: Redact,
  answers: RecordedAnswer[],
  trouble: string[],
): Handle {
  return async (request, body, response) => {
    const { method = 'GET', url = '/' } = request;
    const startedMs = performance.now();
    const sent = toPlainHeaders(request.headers);
    const call = { method, path: redact(url) };
    try {
      const answer = await fetchAddress(`${target}${url}`, {
        method,
        headers: omit(sent, OF_A_CONNECTION),
        redirect: 'manual',
        ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      });
      const text = await readTextUpTo(answer, MAX_BODY_BYTES);
      const durationMs = Math.round(performance.now() - startedMs);
      const headers = omit(Object.fromEntries(answer.headers), OF_A_CONNECTION);
      const recorded = toRecordedBody(text, (part) => redact(markEchoes(part, sent)));
      const kept = Object.entries(omit(headers, UNKEPT)).map(([name, value]) => [
        name,
        redact(markEchoes(value, sent)),
      ]);
      answers.push({
        ...call,
        status: answer.status,
        headers: Object.fromEntries(kept),
        ...recorded,
        duration_ms: durationMs,
      });
      response.writeHead(answer.status, headers).end(method === 'HEAD' ? undefined : text);
    } catch (error) {
      const why = toReason(error);
      if (why.includes('a body of more than'))
        trouble.push(`${method} ${url}: ${why}; a cassette keeps none so big`);
      answers.push({
        ...call,
        no_answer: redact(why),
        duration_ms: Math.round(performance.now() - startedMs),
      });
      response.destroy();
    }
  };
}

function toRecordedBody(text: string, clean: Redact): Pick<RecordedAnswer, 'json' | 'text'> {
  const json = toJsonOrNone(text);
  if (json === undefined) return { text: clean(text) };
  return { json: JSON.parse(clean(toSafeJson(json))) as unknown };
}

function toPlainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const single = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return Object.fromEntries(single) as Record<string, string>;
}

const omit = (headers: OptionValues, names: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      names.has(name) || value === undefined ? [] : [[name, value]],
    ),
  );
