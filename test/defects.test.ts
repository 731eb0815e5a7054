// Every defect of the reference service, met on a whole journey and judged as a run judges it, without k6 between the two.
import { describe, expect, test } from 'vitest';
import { judgeAnswer, toReceivedBody, type ViolationId } from '../services/aurora/answer/invariants.ts';
import contractsByRoute from '../services/aurora/contracts/routes.json' with { type: 'json' };
import {
  JOURNEYS,
  type JourneyId,
  LANGS,
  type Lang,
  type Photo,
  ROUTES,
  STEP_ROUTES,
  toRequestBody,
} from '../services/aurora/journeys.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../services/aurora/reference/defects/table.ts';
import {
  type Answered,
  createRig,
  createUpload,
  findCard,
  type Rig,
} from '../services/aurora/reference/rig.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';

const findFault = createFaultFinder(readSchemas('services/aurora/contracts'));

/** Plays a journey against the service and gives what each answer broke, and whether the output guard stepped in. */
async function playJourney(rig: Rig, journey: JourneyId, lang: Lang) {
  const found: { violations: readonly ViolationId[]; guardFallback: boolean }[] = [];
  let photo: Photo | undefined;
  for (const step of JOURNEYS[journey].steps) {
    const route = STEP_ROUTES[step];
    const body = step === 'photo_upload' ? createUpload() : toRequestBody(journey, step, lang, photo);
    const answered = await rig.call(ROUTES[route].path, { body, lang, uid: `${journey}-${lang}` });
    const received = toReceivedBody(answered.text, () => JSON.parse(answered.text) as unknown);
    found.push(
      judgeAnswer(
        step,
        answered.status,
        received,
        (json) => findFault(contractsByRoute[route], json) || undefined,
      ),
    );
    if (step === 'photo_upload') photo = readPhoto(answered);
  }
  return found;
}

function readPhoto(answered: Answered): Photo | undefined {
  try {
    const { photo_id, qc_status } = findCard(answered, 'photo_confirm')?.payload ?? {};
    return typeof photo_id === 'string' ? { photoId: photo_id, qcStatus: String(qc_status) } : undefined;
  } catch {
    return undefined;
  }
}

/** All that a defect breaks, over every journey in both languages. */
async function listBroken(id: DefectId): Promise<Set<string>> {
  const rig = createRig({ defects: toSpec(id) });
  const broken = new Set<string>();
  for (const journey of Object.keys(JOURNEYS) as JourneyId[]) {
    for (const lang of LANGS) {
      for (const { violations, guardFallback } of await playJourney(rig, journey, lang)) {
        if (violations[0]) broken.add(violations[0]);
        if (guardFallback) broken.add('reco_output_guard_fallback');
      }
    }
  }
  return broken;
}

/** What no answer shows: the connection, the time, the upstream leg, and the business of other checks. */
const NOT_IN_AN_ANSWER = [
  'transport_error',
  'latency',
  'chaos_effect',
  'chaos_degraded_honestly',
  'chaos_recovered',
  'rollout_probe',
  'prefetch_counters',
  'page_backfill',
  'smoke',
  'photo_store',
];
/** Ten megabytes for each of 24 answers would take this test half a minute. */
const toSpec = (id: DefectId) => (id === 'huge_body_10mb' ? `${id},times=1` : id);
const visible = DEFECT_IDS.filter(
  (id) => !NOT_IN_AN_ANSWER.includes(DEFECTS[id].breaks) || 'change' in DEFECTS[id].effect,
);
const HARMLESS = ['nothing', 'timeout_degraded', 'rollout_probe', 'smoke'];
/** What else it is, by its nature: a red flag whose notice is gone with the other cards is not blocked either. */
const ALSO: Readonly<Partial<Record<DefectId, readonly string[]>>> = {
  empty_cards: ['red_flag_not_blocked'],
  no_renderable_cards: ['red_flag_not_blocked'],
  duplicate_keys: ['red_flag_not_blocked'],
  waf_403: ['http_4xx'],
  cdn_54113: ['http_5xx'],
  photo_code_unknown: ['schema_violation'],
};

describe('a defect breaks what its table says, and nothing else', () => {
  test.each(visible)('%s', async (id) => {
    const { breaks } = DEFECTS[id];
    const own = HARMLESS.includes(breaks) ? [] : [breaks];
    expect([...(await listBroken(id))]).toEqual([...own, ...(ALSO[id] ?? [])]);
  });
});
