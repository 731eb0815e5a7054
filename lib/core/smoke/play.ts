// One pass of a smoke: each flow as a user of its own, a few at once, and a flow ends where it is not answered.
// The same in Node and in k6, which differ in how a call is made.
import type { Validate } from '../../../services/aurora/answer/invariants.ts';
import type { Lang, Photo } from '../../../services/aurora/journeys.ts';
import { findNotice, findPayload, type SmokeAnswer } from './answer.ts';
import {
  type Call,
  type CheckResult,
  type ContractId,
  cannotTell,
  type Flow,
  judgeStep,
  type Scene,
  toUnplayed,
} from './flow.ts';

/** Who calls. */
export interface Person {
  readonly uid: string;
  readonly traceId: string;
  readonly lang: Lang;
}

export interface Play {
  readonly flows: readonly Flow[];
  readonly langs: readonly Lang[];
  readonly origin: string;
  /** Whether it is the embedded service, told to fail for the trace ids of flows that need it. */
  readonly embedded: boolean;
  /** What no other pass has: it makes the users new ones. */
  readonly run: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Makes one call; what goes wrong is no answer, and never thrown. */
  readonly send: (call: Call, person: Person) => Promise<SmokeAnswer>;
  readonly contracts: (contract: ContractId) => Validate;
  readonly onProgress: (done: number, of: number) => void;
}

/** A flow in one language. */
interface Turn {
  readonly flow: Flow;
  readonly lang: Lang;
}

/** So few that a service which hangs is told within a minute or so, and none is under load. */
const FLOWS_AT_ONCE = 4;

/** Every flow, in its languages. */
export function listTurns({ flows, langs }: Pick<Play, 'flows' | 'langs'>): readonly Turn[] {
  return flows.flatMap((flow) =>
    (flow.langs === 'each' ? langs : langs.slice(0, 1)).map((lang) => ({ flow, lang })),
  );
}

/** Plays every flow in its languages. @returns the results in the order of the flows; never throws for what the service does */
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
  await Promise.all(Array.from({ length: FLOWS_AT_ONCE }, playNext));
  return results.flat();
}

/** The headers of the conversation, and the call's own. */
export function toCallHeaders(call: Call, { uid, traceId, lang }: Person): Readonly<Record<string, string>> {
  return {
    'user-agent': 'aurora-gate-smoke',
    'x-lang': lang,
    'x-trace-id': traceId,
    'x-brief-id': `brief_${traceId}`,
    ...(call.user === 'none' ? {} : { 'x-aurora-uid': uid }),
    ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...call.headers,
  };
}

const readPhoto = (answer: SmokeAnswer): Photo | undefined => {
  const payload = answer.kind === 'answer' ? findPayload(answer, 'photo_confirm') : undefined;
  return typeof payload?.photo_id === 'string'
    ? { photoId: payload.photo_id, qcStatus: String(payload.qc_status) }
    : undefined;
};

async function playTurn(play: Play, { flow, lang }: Turn): Promise<readonly CheckResult[]> {
  // By it the embedded service is told where something behind it fails.
  const traceId = `smoke_${flow.id}_${lang}_${play.run}`;
  const results: CheckResult[] = [];
  let scene: Scene = { lang, photo: undefined, degraded: false, origin: play.origin, nowMs: play.now() };
  let lost = '';
  for (const step of flow.steps) {
    if (flow.embeddedDefect !== undefined && !play.embedded) {
      const because = 'only the embedded photo store can be made to fail';
      results.push(...toUnplayed(flow, step, scene, { outcome: 'skipped', because }));
      continue;
    }
    if (lost !== '') {
      results.push(...toUnplayed(flow, step, scene, cannotTell(`not played: ${lost}`)));
      continue;
    }
    const call = step.call(scene);
    const uid = call.user === 'other' ? `uid_other_${traceId}` : `uid_${traceId}`;
    const answer = await play.send(call, { uid, traceId, lang });
    const validate = step.contract === undefined ? () => undefined : play.contracts(step.contract);
    const { rows, readable } = judgeStep(flow, step, answer, scene, validate);
    results.push(...rows);
    if (readable && findNotice(readable, 'timeout_degraded')) scene = { ...scene, degraded: true };
    if (answer.kind === 'no_answer') lost = `${step.id} was not answered`;
    else if (!readable && !flow.independent) lost = `${step.id} was not answered as it must be`;
    else if (call.sendsPhoto === true) {
      scene = { ...scene, photo: readPhoto(answer) };
      if (!scene.photo) lost = `${step.id} gave no photo_id`;
    }
  }
  return results;
}
