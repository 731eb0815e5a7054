// Every defect of the reference service, met on a whole journey and judged as a run judges it, without k6 between the two.
import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../lib/core/answer/findings.ts';
import { toReceivedBody } from '../lib/core/answer/received-body.ts';
import { listSteps } from '../lib/core/service/journeys.ts';
import type { Id, Taken } from '../lib/core/service/service.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../services/aurora/reference/defects/table.ts';
import type { Lang } from '../services/aurora/reference/envelope.ts';
import { createRig, createUpload, type Rig } from '../services/aurora/reference/rig.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';

const findFault = createFaultFinder(readSchemas('services/aurora/contracts'));

/** Plays a journey against the service and gives what each answer broke, and its flags. */
async function playJourney(rig: Rig, journey: Id, variant: Lang) {
  const found: { violations: readonly Id[]; flags: readonly Id[] }[] = [];
  const uid = `${journey}-${variant}`;
  let taken: Taken = {};
  for (const step of listSteps(SERVICE, journey)) {
    const user = { uid, journey, variant, traceId: 'trace-1', taken };
    const route = SERVICE.routes[step.route]!;
    const body = step.form === undefined ? step.body?.(user) : createUpload();
    const answered = await rig.call(route.path, { body, lang: variant, uid });
    const received = toReceivedBody(answered.text, () => JSON.parse(answered.text) as unknown);
    const findings = judgeAnswer(
      SERVICE,
      { journey, step: step.id, route: step.route, variant, traceId: user.traceId },
      answered.status,
      received,
      (json) => findFault(route.contract!, json) || undefined,
      (name) => answered.headers.get(name) ?? undefined,
    );
    found.push(findings);
    if (findings.judged && 'json' in received) taken = { ...taken, ...step.takes?.(received.json) };
  }
  return found;
}

/** All that a defect breaks, over every journey in both languages. */
async function listBroken(id: DefectId): Promise<Set<string>> {
  const rig = createRig({ defects: toSpec(id) });
  const broken = new Set<string>();
  for (const journey of SERVICE.journeyIds) {
    for (const variant of ['EN', 'CN'] as const) {
      for (const { violations, flags } of await playJourney(rig, journey, variant)) {
        if (violations[0]) broken.add(violations[0]);
        if (flags.includes('reco_output_guard_fallback')) broken.add('reco_output_guard_fallback');
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
const visible = DEFECT_IDS.filter((id) => DEFECTS[id].only !== 'chatcards').filter(
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
