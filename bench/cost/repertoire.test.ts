import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { CALLS_PER_JOURNEY } from './figures.ts';
import { toRepertoire } from './repertoire.ts';

const FORM = { contentType: 'multipart/form-data; boundary=b' };
const { mix } = parsePlan(SERVICE, { SEED: '1' }, PROFILES);

describe('the repertoire', () => {
  const played = toRepertoire(SERVICE, mix, FORM);
  const requests = played.flatMap((one) => one.requests);

  it('has each journey in each variant in its share of the mix', () => {
    const shares: Record<string, number> = {};
    for (const { journey, variant } of played)
      shares[`${journey} ${variant}`] = (shares[`${journey} ${variant}`] ?? 0) + 1;
    expect(shares).toEqual({
      'use_photo_false EN': 4,
      'use_photo_false CN': 4,
      'photo_usable EN': 3,
      'photo_usable CN': 3,
      'photo_forced_fail EN': 2,
      'photo_forced_fail CN': 2,
      'safety_block EN': 1,
      'safety_block CN': 1,
    });
    expect(requests.length / played.length).toBe(CALLS_PER_JOURNEY);
  });

  it('spreads them: no four alike in a row', () => {
    const ids = played.map(({ journey }) => journey);
    expect(ids.some((id, i) => i >= 3 && ids.slice(i - 3, i).every((before) => before === id))).toBe(false);
  });

  it('has every request whole', () => {
    for (const { method, path, headers, body, sendsForm, contract } of requests) {
      expect(method).toBe('POST');
      expect(path).toMatch(/^\/v1\//);
      expect(headers['X-Trace-ID']).toMatch(/^trace_uid_soak_bench_0_/);
      expect(headers['Content-Type']).toBe(sendsForm ? FORM.contentType : 'application/json');
      expect(sendsForm ? body === null : typeof body === 'string').toBe(true);
      expect(contract).toMatch(/\.v1$/);
    }
  });

  it('refuses shares that it cannot hold', () => {
    const odd = { ...mix, weights: { ...mix.weights, safety_block: 11 } };
    expect(() => toRepertoire(SERVICE, odd, FORM)).toThrow(/no multiple of 0.05/);
  });
});
