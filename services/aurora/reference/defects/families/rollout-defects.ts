// Rollouts that go wrong in one fact alone, and the refusals that something in front of the service makes now and then.
import type { Body } from '../../envelopes/renderers.ts';
import type { RolloutMeta } from '../../envelopes/turn.ts';
import { isJsonObject, type JsonObject } from '../../requests.ts';
import { toRolloutHeaders } from '../../rollout.ts';
import type { Defect, RawAnswer } from '../defect.ts';

/** Undefined where another defect has already broken the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The rollout facts of a body; undefined where it has none: an analysis has a meta of another kind. */
function readRollout({ meta }: Body | JsonObject): RolloutMeta | undefined {
  return isJsonObject(meta) && 'rollout_variant' in meta ? (meta as RolloutMeta) : undefined;
}

/** Changes the rollout facts of a body, at its root and where its session patch repeats them; undefined takes them out. */
function changeMeta(
  body: Body | JsonObject,
  change: (meta: RolloutMeta) => RolloutMeta | undefined,
): JsonObject | undefined {
  const told = readRollout(body);
  if (told === undefined) return undefined;
  const meta = change(told);
  const put = (holder: JsonObject): JsonObject => {
    const { meta: _, ...rest } = holder;
    return meta === undefined ? rest : { ...rest, meta };
  };
  const { session_patch } = body;
  return {
    ...put(body),
    session_patch:
      isJsonObject(session_patch) && 'meta' in session_patch ? put(session_patch) : session_patch,
  };
}

/** Changes what an answer says of the rollout, in body and headers alike; undefined for an answer that says nothing of it. */
function changeRollout(answer: RawAnswer, change: (meta: RolloutMeta) => RolloutMeta): RawAnswer | undefined {
  if (answer.headers['x-aurora-variant'] === undefined || typeof answer.body !== 'string') return undefined;
  const body = parseJson(answer.body);
  const changed = isJsonObject(body) ? changeMeta(body, change) : undefined;
  const meta = changed && readRollout(changed);
  return (
    meta && {
      ...answer,
      headers: { ...answer.headers, ...toRolloutHeaders(meta) },
      body: JSON.stringify(changed),
    }
  );
}

function changeHeader(answer: RawAnswer, name: string, value: string): RawAnswer | undefined {
  return answer.headers[name] === undefined
    ? undefined
    : { ...answer, headers: { ...answer.headers, [name]: value } };
}

const toPage = (status: number, text: string): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><body><h1>${text}</h1></body></html>`,
});

/** Three users in four get the new variant where half of them should. */
const DRIFTED_PERCENT = 75;

/** Defects that the rollout probe is there for. */
export const ROLLOUT_DEFECTS = {
  rollout_meta_missing: {
    breaks: 'rollout_probe',
    why: 'the chat answers without meta, as on a path around the rollout',
    effect: { kind: 'envelope', change: (body) => changeMeta(body, () => undefined) },
  },
  rollout_variant_mismatch: {
    breaks: 'rollout_probe',
    why: 'meta names another variant than the header',
    effect: {
      kind: 'envelope',
      change: (body) => changeMeta(body, (meta) => ({ ...meta, rollout_variant: 'shadow' })),
    },
  },
  rollout_bucket_out_of_range: {
    breaks: 'rollout_probe',
    why: 'the bucket in meta is 100, one past the last',
    effect: {
      kind: 'envelope',
      change: (body) => changeMeta(body, (meta) => ({ ...meta, rollout_bucket: 100 })),
    },
  },
  rollout_bucket_mismatch: {
    breaks: 'rollout_probe',
    why: 'the header names the next bucket, as when two places hash',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const bucket = Number(answer.headers['x-aurora-bucket'] ?? '0');
        return changeHeader(answer, 'x-aurora-bucket', String((bucket + 1) % 100));
      },
    },
  },
  rollout_policy_mismatch: {
    breaks: 'rollout_probe',
    why: 'the header names an older policy than meta, as with two versions behind one address',
    effect: {
      kind: 'answer',
      change: (answer) => changeHeader(answer, 'x-aurora-policy-version', 'aurora_chat_v1'),
    },
  },
  rollout_bucket_from_100: {
    breaks: 'rollout_probe',
    why: 'buckets are numbered 100 to 199, in header and meta alike: only the range tells',
    effect: {
      kind: 'answer',
      change: (answer) =>
        changeRollout(answer, (meta) => ({ ...meta, rollout_bucket: meta.rollout_bucket + 100 })),
    },
  },
  rollout_split_drift: {
    breaks: 'rollout_probe',
    why: `every answer tells one story, but ${DRIFTED_PERCENT} % of the users get the new variant instead of 50 %`,
    effect: {
      kind: 'answer',
      change: (answer) =>
        changeRollout(answer, (meta) => ({
          ...meta,
          rollout_variant: meta.rollout_bucket < DRIFTED_PERCENT ? 'v2_core' : 'legacy',
        })),
    },
  },
  waf_403: {
    breaks: 'rollout_probe',
    why: 'a firewall in front of the service refuses the caller',
    effect: { kind: 'answer', change: () => toPage(403, 'Forbidden') },
  },
  cdn_54113: {
    breaks: 'rollout_probe',
    why: 'the CDN cannot reach the service, and says so with its own number',
    effect: { kind: 'answer', change: () => toPage(503, 'Error 54113') },
  },
} as const satisfies Record<string, Defect>;
