// What a watch sees of a rollout from look to look, and what of it is news for others: pure.
import type { EventType, RolloutEvent } from '../../webhooks/events-schema.ts';
import type { Candidate } from './finding.ts';

/** How a rollout stands, whoever moves its traffic. */
export interface RolloutView {
  readonly state: 'idle' | 'under-way' | 'paused' | 'aborted' | 'promoted';
  /** The version that it is about. */
  readonly version: string;
  /** What may be taken back by itself; undefined where nothing may. */
  readonly candidate: Candidate | undefined;
  /** Why it stands so, in half a sentence. */
  readonly text: string;
  /** Who or what brought it there. */
  readonly actor: string;
}

const NEWS: Readonly<Partial<Record<RolloutView['state'], EventType>>> = {
  paused: 'rollout.paused',
  aborted: 'rollout.aborted',
  promoted: 'rollout.promoted',
};

/**
 * The news between two looks. What was so at the first look is none: it was told by whoever watched before.
 */
export function listNews(
  before: RolloutView | undefined,
  after: RolloutView,
  rollout: string,
  nowMs: number,
): readonly RolloutEvent[] {
  if (before === undefined) return [];
  const isSame = before.state === after.state && before.version === after.version;
  const wasUnderWay = before.state === 'under-way' || before.state === 'paused';
  // A percentage that was taken back to nothing has no other word for it.
  const type = after.state === 'idle' && wasUnderWay ? 'rollout.aborted' : NEWS[after.state];
  if (isSame || type === undefined) return [];
  const version = after.version || before.version;
  const data = { rollout, version, actor: after.actor, reasons: [after.text] };
  return [{ type, timestamp: new Date(nowMs).toISOString(), data }];
}
