// Every defect of the reference, met on whole journeys of each release of Aurora: it breaks what its table says.
import { describe, expect, test } from 'vitest';
import type { Service } from '../../lib/core/service/service.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../../services/aurora/reference/defects/table.ts';
import type { Spoken } from '../../services/aurora/reference/envelopes/renderers.ts';
import { SERVICE as AURORA } from '../../services/aurora/service.ts';
import { SERVICE as CHATCARDS } from '../../services/aurora-chatcards/service.ts';
import { createPlayer } from './play-reference.ts';

/** What no answer shows: the connection, the time, the upstream leg, and the business of other checks. */
const NOT_IN_AN_ANSWER = [
  'transport_error',
  'latency',
  'latency_drift',
  'memory_drift',
  'descriptor_drift',
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
const listVisible = (spoken: Spoken) =>
  DEFECT_IDS.filter((id) => (DEFECTS[id].only ?? spoken) === spoken).filter(
    (id) => !NOT_IN_AN_ANSWER.includes(DEFECTS[id].breaks) || 'change' in DEFECTS[id].effect,
  );
/** Those that are told by a flag of the answer. */
const FLAGS = ['reco_output_guard_fallback', 'timeout_degraded', 'wrong_language'];
const HARMLESS = ['nothing', 'rollout_probe', 'smoke', ...FLAGS];

/** What else a defect is, by its nature. */
type Also = Readonly<Partial<Record<DefectId, readonly string[]>>>;
const ALSO: Also = {
  waf_403: ['http_4xx'],
  cdn_54113: ['http_5xx'],
  photo_code_unknown: ['schema_violation'],
};
/** A red flag is blocked by risk_level too, but for an answer without anything in it. */
const ALSO_IN_CHATCARDS: Also = { ...ALSO, assembler_failed: ['red_flag_not_blocked'] };

const RELEASES: readonly (readonly [Service, Spoken, readonly string[], Also])[] = [
  [AURORA, 'aurora', ['services/aurora/contracts'], ALSO],
  [
    CHATCARDS,
    'chatcards',
    ['services/aurora/contracts', 'services/aurora-chatcards/contracts'],
    ALSO_IN_CHATCARDS,
  ],
];

describe.each(RELEASES)('$id', (service, spoken, contractFolders, also) => {
  const play = createPlayer(service, spoken, contractFolders);

  test('without a defect nothing is broken, and the flags are those of healthy journeys', async () => {
    const answers = await play('');
    expect(answers.flatMap(({ violations }) => violations)).toEqual([]);
    for (const [id, { healthyFlags = {} }] of Object.entries(service.journeys)) {
      const flags = answers.filter(({ journey }) => journey === id).flatMap((answer) => answer.flags);
      const counts = Object.fromEntries(
        [...new Set(flags)].map((flag) => [flag, flags.filter((one) => one === flag).length / 2]),
      );
      expect([id, counts]).toEqual([id, healthyFlags]);
    }
  });

  test.each(listVisible(spoken))('%s breaks what its table says, and nothing else', async (id) => {
    const { breaks } = DEFECTS[id];
    const answers = await play(toSpec(id));
    const first = new Set(answers.flatMap(({ violations }) => violations.slice(0, 1)));
    const own = HARMLESS.includes(breaks) ? [] : [breaks];
    expect([...first].sort()).toEqual([...own, ...(also[id] ?? [])].sort());
    if (FLAGS.includes(breaks)) expect(answers.flatMap(({ flags }) => flags)).toContain(breaks);
  });
});
