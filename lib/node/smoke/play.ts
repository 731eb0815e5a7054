// Plays the flows of a smoke: each as a user of its own, a few at once, and a flow ends where it is not answered.
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import type { Validate } from '../../core/invariants.ts';
import type { Lang, Photo } from '../../core/journeys.ts';
import { findNotice, findPayload, type SmokeAnswer } from '../../core/smoke/answer.ts';
import {
  type CheckResult,
  type ContractId,
  cannotTell,
  type Flow,
  judgeStep,
  type Scene,
  toUnplayed,
} from '../../core/smoke/flow.ts';
import { type Sender, sendCall } from './request.ts';

export interface Play {
  readonly flows: readonly Flow[];
  readonly langs: readonly Lang[];
  readonly origin: string;
  /** Whether it is the embedded service, told to fail for the traces of `toTraceId`. */
  readonly embedded: boolean;
  readonly sender: Sender;
  readonly contracts: (contract: ContractId) => Validate;
  readonly onProgress: (done: number, of: number) => void;
}

/** So few that a service which hangs is told within a minute or so, and none is under load. */
const FLOWS_AT_ONCE = 4;

/** The trace id of a flow's calls: the embedded service is told by it where something behind it fails. */
export const toTraceId = (flow: Flow, lang: Lang, run: string): string => `smoke_${flow.id}_${lang}_${run}`;

const readPhoto = (answer: SmokeAnswer): Photo | undefined => {
  const payload = answer.kind === 'answer' ? findPayload(answer, 'photo_confirm') : undefined;
  return typeof payload?.photo_id === 'string'
    ? { photoId: payload.photo_id, qcStatus: String(payload.qc_status) }
    : undefined;
};

/** Plays every flow in its languages. @returns the results in the order of the flows; never throws for what the service does */
export async function playFlows(play: Play): Promise<readonly CheckResult[]> {
  const run = randomBytes(6).toString('hex');
  const turns = play.flows.flatMap((flow) =>
    (flow.langs === 'each' ? play.langs : play.langs.slice(0, 1)).map((lang) => ({ flow, lang })),
  );
  let done = 0;
  const results = await pMap(
    turns,
    async ({ flow, lang }) => {
      const own = await playFlow(play, flow, lang, run);
      play.onProgress(++done, turns.length);
      return own;
    },
    { concurrency: FLOWS_AT_ONCE },
  );
  return results.flat();
}

async function playFlow(play: Play, flow: Flow, lang: Lang, run: string): Promise<readonly CheckResult[]> {
  const traceId = toTraceId(flow, lang, run);
  const results: CheckResult[] = [];
  let scene: Scene = { lang, photo: undefined, degraded: false, origin: play.origin, nowMs: Date.now() };
  let lost = '';
  for (const step of flow.steps) {
    if (flow.embeddedDefect !== undefined && !play.embedded) {
      const because = 'only the embedded photo store can be made to fail';
      results.push(...toUnplayed(flow, step, scene, { outcome: 'skipped', because }));
      continue;
    }
    if (lost !== '') {
      results.push(...toUnplayed(flow, step, scene, cannotTell(`not played: ${lost} was not answered`)));
      continue;
    }
    const call = step.call(scene);
    const uid = call.user === 'other' ? `uid_other_${traceId}` : `uid_${traceId}`;
    const answer = await sendCall(play.sender, call, { uid, traceId, lang });
    const validate = step.contract === undefined ? () => undefined : play.contracts(step.contract);
    results.push(...judgeStep(flow, step, answer, scene, validate));
    if (call.sendsPhoto === true) scene = { ...scene, photo: readPhoto(answer) };
    if (answer.kind === 'no_answer') lost = step.id;
    else if (findNotice(answer, 'timeout_degraded')) scene = { ...scene, degraded: true };
  }
  return results;
}
