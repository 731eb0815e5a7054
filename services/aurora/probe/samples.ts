// One sample of the probe: one user, one chat call, and what the answer that counted was.
import { isFlake } from '../../../lib/core/answer/refusal.ts';
import { toToldStatus } from '../../../lib/core/answer/service-error.ts';
import { isObject, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { judgeRollout, ROLLOUT_FACTS, type RolloutBreak, readMeta, toFactText } from '../answer/rollout.ts';

/** What one request came to, as the client saw it. */
export type Attempt =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** By lower-case name. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly latencyMs: number;
    }
  | { readonly kind: 'no_answer'; readonly why: string; readonly latencyMs: number };

/** What a sample counts as. A failed request counts once, as what it is: only a `judged` one can break an invariant. */
export const SAMPLE_KINDS = ['judged', 'non_200', 'parse_error', 'no_answer'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** What the answer said of the rollout; null where it did not say. */
export interface RolloutStory {
  readonly variant: string | null;
  readonly bucket: string | null;
  readonly policyVersion: string | null;
  readonly metaVariant: string | null;
}

export interface Sample extends RolloutStory {
  readonly n: number;
  readonly uid: string;
  /** Requests made for it: 1, or more where the first ones failed. */
  readonly attempts: number;
  readonly kind: SampleKind;
  /** HTTP status, 0 where nothing came back. */
  readonly status: number;
  readonly broken: readonly RolloutBreak[];
  /** The failure is one that a CDN or firewall in between makes now and then. */
  readonly infraFlake: boolean;
  /** What is wrong, '' where nothing is. */
  readonly detail: string;
  /** The beginning of a body that could not be judged, or that broke an invariant. */
  readonly excerpt: string;
  readonly latencyMs: number;
}

const EXCERPT_CHARS = 300;

const NO_STORY: RolloutStory = { variant: null, bucket: null, policyVersion: null, metaVariant: null };

function parseObject(text: string): { readonly json: object } | { readonly why: string } {
  if (text === '') return { why: 'an empty body' };
  const json = toJsonOrNone(text);
  if (json === undefined) return { why: 'not JSON' };
  return isObject(json) ? { json } : { why: 'JSON, but no object' };
}

/** What the last attempt of a sample came to, without who made it. */
export type AttemptVerdict = Omit<Sample, 'n' | 'uid' | 'attempts'>;

/** Judges one attempt: first whether there is an answer to judge at all, then by the rollout invariants. */
export function assessAttempt(attempt: Attempt): AttemptVerdict {
  const { latencyMs } = attempt;
  const failed = { ...NO_STORY, broken: [], infraFlake: false, excerpt: '', status: 0, latencyMs };
  if (attempt.kind === 'no_answer') return { ...failed, kind: 'no_answer', detail: attempt.why };
  const { status, body, headers } = attempt;
  const excerpt = body.slice(0, EXCERPT_CHARS);
  const parsed = parseObject(body);
  if (status === 200 && 'json' in parsed) {
    const readHeader = (name: string) => headers[name];
    const { broken, detail } = judgeRollout(readHeader, parsed.json);
    const [variant, bucket, policyVersion] = ROLLOUT_FACTS.map(({ header }) => headers[header] ?? null);
    return {
      kind: 'judged',
      status,
      broken,
      infraFlake: false,
      detail,
      excerpt: broken.length > 0 ? excerpt : '',
      latencyMs,
      variant: variant ?? null,
      bucket: bucket ?? null,
      policyVersion: policyVersion ?? null,
      metaVariant: toFactText(readMeta(parsed.json)?.rollout_variant) ?? null,
    };
  }
  const infraFlake = isFlake(status, body);
  const type = headers['content-type'] ?? 'no content type';
  if (status !== 200) {
    return {
      ...failed,
      kind: 'non_200',
      status,
      infraFlake,
      excerpt,
      detail: `${toToldStatus(status, 'json' in parsed ? parsed.json : undefined)} (${type})`,
    };
  }
  const why = 'why' in parsed ? parsed.why : '';
  return { ...failed, kind: 'parse_error', status, infraFlake, excerpt, detail: `${why} (${type})` };
}
