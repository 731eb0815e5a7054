// The engine never heard of the service: it says no word of a domain, in code, comments or names of files.
import { describe, expect, it, test } from 'vitest';
import { KNOWN_WORDS } from './known.ts';
import { isTest, listFiles, listServices, readSource } from './source-tree.ts';
import { listDomainWords } from './words.ts';

const ofService = new Set(listServices().map((id) => `thresholds/${id}.ts`));
const engine = listFiles(['.ts', '.mjs', '.html', '.css']).filter(
  (file) =>
    /^(?:lib|thresholds|scenarios|scripts|live|teeth|rollout|monitoring)\//.test(file) &&
    !isTest(file) &&
    !ofService.has(file),
);

describe('the words of the domain', () => {
  test.each<[string, readonly string[]]>([
    ['const recoGates = 1;', ['reco']],
    ['reco_output_guard_fallback', ['reco', 'guard fallback']],
    ['scripts/smoke-reco-gates.ts', ['reco']],
    ['answers that block for safety and recommend', ['recommend']],
    ['Recommendations', ['recommendations']],
    ['low_med_treatment_leak', ['low med', 'treatment']],
    ['photoUsable', ['photo']],
    ['envelopes, parseEnvelope', ['envelopes', 'envelope']],
    ["open('./daylight.jpg')", ['daylight']],
    ['POST /v1/analysis/skin', ['skin', 'analysis']],
    ['analysis', ['analysis']],
    ['red-flag', ['red flag']],
    ['redFlags', ['red flags']],
    ['calls do not notice', ['notice']],
    ['CONFIDENCE_NOTICE', ['confidence notice']],
    ['readonly lowConfidence: Bit', ['low confidence']],
    ['without confidence in the diagnosis', ['without confidence']],
    ["path: '/v1/chat'", ['chat']],
    ['safety_block', ['safety block']],
    ['timeoutDegraded', ['timeout degraded']],
    ['empty_cards', ['cards']],
    ["'X-Aurora-UID': uid, 'X-Lang': 'EN'", ['aurora uid', 'x lang', 'EN']],
    ["['CN', 'EN']", ['cn', 'EN']],
    ['the BFF, by language', ['bff', 'language']],
    ['cnPercent, oily', ['cn', 'oily']],
  ])('are seen in %j', (text, words) => {
    expect(listDomainWords(text)).toEqual(words);
  });

  test.each([
    'recorder, recovery, recon, recommit',
    'a 95 % confidence interval; the upper confidence bound; the confidence level; const CONFIDENCE = 0.95',
    'computeOwnConfidence(family, count)',
    'power analysis',
    '<html lang="en">',
    'content-language',
    'one kind of user, like a language',
    'ENV, ENOENT, CNAME, TOKEN, __ENV',
    'chatty, whatsoever, skinny, cardinal, discard, wildcard',
    'noticeable',
    'isDsseEnvelope, a DSSE envelope',
    'photon',
    'env: CN_PERCENT, MAX_GUARD_FALLBACK_RATE_10M and SCENARIO_PHOTO_USABLE_WEIGHT',
    'Aurora Gate',
  ])('are not seen in %j', (text) => {
    expect(listDomainWords(text)).toEqual([]);
  });

  it('are those of Argo where it is spoken of', () => {
    expect(listDomainWords('kind: AnalysisTemplate, of skin', true)).toEqual(['skin']);
  });

  it('are not let through by a longer name that holds a runbook name', () => {
    expect(listDomainWords('guard_fallback_of_MAX_GUARD_FALLBACK_RATE_10M')).toEqual(['guard fallback']);
  });
});

test('the engine says none of them', () => {
  expect(engine.length).toBeGreaterThan(150);
  const said = new Map(
    engine
      .map(
        (file) =>
          [file, listDomainWords(`${file}\n${readSource(file)}`, file.startsWith('rollout/'))] as const,
      )
      .filter(([, words]) => words.length > 0),
  );
  const isNew = [...said]
    .filter(([file, words]) => words.length > (KNOWN_WORDS[file] ?? 0))
    .map(([file, words]) => `${file} says ${[...new Set(words)].join(', ')}`);
  const isMended = Object.keys(KNOWN_WORDS).filter((file) => !said.has(file));
  expect({ isNew, isMended }).toEqual({ isNew: [], isMended: [] });
});
