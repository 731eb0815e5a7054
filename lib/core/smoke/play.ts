// One pass of a smoke: each flow as a user of its own, a few at once, and a flow ends where it is not answered.
// The same in Node and in k6, which differ in how a call is made.
import type { Validate } from '../answer/findings.ts';
import { type FindMissing, toLeftOut } from '../service/parts.ts';
import type { Id, Service } from '../service/service.ts';
import type { SmokeAnswer } from './answer.ts';
import {
  type Call,
  type CheckResult,
  cannotTell,
  type Flow,
  judgeStep,
  type Person,
  type Scene,
  type Smoke,
  toUnplayed,
} from './flow.ts';

export interface Play {
  readonly service: Service;
  readonly smoke: Smoke;
  /** The variants of users that are played. */
  readonly variants: readonly Id[];
  readonly origin: string;
  /** Which missing part of the deployment a check belongs to. */
  readonly findMissing: FindMissing;
  /** Whether it is the embedded service, told to fail for the trace ids of flows that need it. */
  readonly embedded: boolean;
  /** What no other pass has: it makes the users new ones. */
  readonly run: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Makes one call; what goes wrong is no answer, and never thrown. */
  readonly send: (call: Call, person: Person) => Promise<SmokeAnswer>;
  /** A validator by the `$id` of its contract. */
  readonly contracts: (contract: string) => Validate;
  readonly onProgress: (done: number, of: number) => void;
  /** How many flows are under way at once. @default 4 */
  readonly atOnce?: number;
}

/** A flow of one variant. */
interface Turn {
  readonly flow: Flow;
  readonly variant: Id;
}

/** So few that none is under load, and still a service that hangs shows within a minute or so. */
const FLOWS_AT_ONCE = 4;

/** Every flow, in its variants. */
export function listTurns({ smoke, variants }: Pick<Play, 'smoke' | 'variants'>): readonly Turn[] {
  return smoke.flows.flatMap((flow) =>
    (flow.variants === 'each' ? variants : variants.slice(0, 1)).map((variant) => ({ flow, variant })),
  );
}

/** Plays every flow in its variants. @returns the results in the order of the flows; never throws for what the service does */
export async function playFlows(play: Play): Promise<readonly CheckResult[]> {
  const turns = listTurns(play);
  const results: (readonly CheckResult[])[] = turns.map(() => []);
  const left = turns.entries();
  let done = 0;
  const playNext = async (): Promise<void> => {
    for (const [i, turn] of left) {
      results[i] = await playTurn(play, turn);
      play.onProgress(++done, turns.length);
    }
  };
  await Promise.all(Array.from({ length: play.atOnce ?? FLOWS_AT_ONCE }, playNext));
  return results.flat().map((row) => toToldRow(row, play.findMissing));
}

/** A check as it is told: one of a part that is said to be missing was asked all the same, and decides nothing. */
function toToldRow(row: CheckResult, findMissing: FindMissing): CheckResult {
  const part = findMissing(row.id);
  if (part === undefined) return row;
  const { id, variant, why, call } = row;
  return { id, variant, why, call, ...toLeftOut(part, row.outcome === 'pass') };
}

/** The headers of a call: what the service's smoke says, the content type of JSON, and the call's own. */
export function toCallHeaders(smoke: Smoke, call: Call, person: Person): Readonly<Record<string, string>> {
  return {
    'user-agent': 'aurora-gate-smoke',
    ...smoke.toHeaders(call, person),
    ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.text === undefined ? {} : { 'content-type': call.text.type }),
    ...call.headers,
  };
}

async function playTurn(play: Play, { flow, variant }: Turn): Promise<readonly CheckResult[]> {
  // The trace begins with it: by that the embedded service is told where something behind it fails.
  const user = `smoke_${flow.id}_${variant}_${play.run}`;
  const results: CheckResult[] = [];
  let scene: Scene = {
    ...{ variant, uid: `uid_${user}`, traceId: '', taken: {}, degraded: false },
    origin: play.origin,
    nowMs: play.now(),
  };
  let lost = '';
  for (const [index, step] of flow.steps.entries()) {
    if (flow.embeddedDefect !== undefined && !play.embedded) {
      const because = 'only the embedded service can be told to fail so';
      results.push(...toUnplayed(flow, step, scene, { outcome: 'skipped', because }));
      continue;
    }
    if (lost !== '') {
      results.push(...toUnplayed(flow, step, scene, cannotTell(`not played: ${lost}`)));
      continue;
    }
    const call = step.call(scene);
    const uid = call.user === 'other' ? `uid_other_${user}` : `uid_${user}`;
    scene = { ...scene, uid, traceId: `${user}_${index}` };
    const answer = await play.send(call, scene);
    const validate = step.contract === undefined ? () => undefined : play.contracts(step.contract);
    const { service, smoke } = play;
    const { rows, readable, degraded } = judgeStep(flow, step, answer, scene, { service, smoke, validate });
    results.push(...rows);
    if (degraded) scene = { ...scene, degraded: true };
    if (play.findMissing(`${flow.id}.${step.id}`) !== undefined) continue;
    if (answer.kind === 'no_answer') lost = `${step.id} was not answered`;
    else if (!readable && !flow.independent) lost = `${step.id} was not answered as it must be`;
    else if (readable && 'json' in readable.body && step.takes) {
      scene = { ...scene, taken: { ...scene.taken, ...step.takes(readable.body.json) } };
      const { mustTake } = step;
      if (mustTake !== undefined && scene.taken[mustTake] === undefined)
        lost = `${step.id} gave no ${mustTake}`;
    }
  }
  return results;
}
