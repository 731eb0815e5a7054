// The verdict of a run of the gate, from its summary.
import { open } from 'node:fs/promises';
import { toJsonOrNone, toObject } from '../../lib/core/text/json.ts';
import { readTextUpTo } from '../../lib/node/http/body.ts';
import { callDirectly } from '../../lib/node/http/call.ts';
import type { GateVerdict } from '../decision/measurements.ts';
import { readTried } from '../effort/find-less.ts';

const MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 4_000;
const OUTCOMES = ['pass', 'fail', 'inconclusive'] as const;

/**
 * Reads a summary.json.
 * @param place its path, or its address
 * @throws Error in half a sentence where there is none, or it holds no verdict
 */
export async function readGate(place: string): Promise<GateVerdict & { readonly profile: string }> {
  const text = /^https?:\/\//.test(place) ? await readAddress(place) : await readPath(place);
  const summary = toObject(toJsonOrNone(text));
  const told = toObject(summary.verdict).outcome;
  const outcome = OUTCOMES.find((one) => one === told);
  const finishedAtMs = Date.parse(String(summary.finished_at));
  if (outcome === undefined || !Number.isFinite(finishedAtMs))
    throw new Error(`${place} holds no verdict of a run that has finished`);
  return { outcome, finishedAtMs, profile: String(summary.profile ?? ''), tried: readTried(summary) };
}

async function readAddress(url: string): Promise<string> {
  const response = await callDirectly(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  return readTextUpTo(response, MAX_BYTES);
}

async function readPath(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw new Error(`${path} is larger than ${MAX_BYTES} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
