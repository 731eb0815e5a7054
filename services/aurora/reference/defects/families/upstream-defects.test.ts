// The defects that act on what an upstream call came to, and the rules that wait for one to fail.
import { describe, expect, it, vi } from 'vitest';
import { createRig, listCards, PROFILE, type Rig } from '../../rig.ts';
import { CATALOG } from '../../upstream/catalog.ts';

const profile = (rig: Rig) => rig.call('/v1/profile/update', { body: PROFILE });

describe('when the upstream failed', () => {
  const createFailing = (defects: string) => {
    const upstream = { isDown: true };
    const rig = createRig({
      defects,
      callUpstream: async () => {
        if (upstream.isDown) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
        return { candidates: CATALOG.EN };
      },
    });
    const analyse = async () => {
      const answered = await rig.call('/v1/analysis/skin', { body: { use_photo: false } });
      return listCards(answered).includes('confidence_notice:timeout_degraded') ? 'degraded' : 'answered';
    };
    return { rig, upstream, analyse };
  };

  it('hide_upstream_failure answers as if it had not, and is counted', async () => {
    const { rig, analyse } = createFailing('hide_upstream_failure');
    expect(await analyse()).toBe('answered');
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(
      /aurora_skin_upstream_calls_total\{route="\/v1\/analysis\/skin",outcome="reset",tenant="direct"\} 1/,
    );
    expect(text).toMatch(/aurora_defect_applied_total\{id="hide_upstream_failure"\} 1/);
  });

  it('recover_late goes on degrading for its time, then no longer', async () => {
    vi.useFakeTimers();
    try {
      const { upstream, analyse } = createFailing('recover_late,ms=5000');
      expect(await analyse()).toBe('degraded');
      upstream.isDown = false;
      await vi.advanceTimersByTimeAsync(4_900);
      expect(await analyse()).toBe('degraded');
      await vi.advanceTimersByTimeAsync(200);
      expect(await analyse()).toBe('answered');
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    'hide_upstream_failure',
    'recover_late',
  ])('%s does nothing to a service whose upstream is well', async (defects) => {
    const { rig, upstream, analyse } = createFailing(defects);
    upstream.isDown = false;
    expect(await analyse()).toBe('answered');
    expect((await rig.call('/metrics', { method: 'GET' })).text).not.toMatch(/aurora_defect_applied_total\{/);
  });
});

describe('while the upstream is failing', () => {
  it('goes by the own call, else by the latest of the service', async () => {
    let isDown = true;
    const rig = createRig({
      defects: 'http_500_json,while=upstream_failing',
      callUpstream: async () => {
        if (isDown) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
        return { candidates: CATALOG.EN };
      },
    });
    const analyse = () => rig.call('/v1/analysis/skin', { body: { use_photo: false } });
    expect((await profile(rig)).status).toBe(200);
    expect((await analyse()).status).toBe(500);
    expect((await profile(rig)).status).toBe(500);
    isDown = false;
    expect((await analyse()).status).toBe(200);
    expect((await profile(rig)).status).toBe(200);
  });
});
