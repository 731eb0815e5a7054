import { expect, it } from 'vitest';
import { toRedraw } from '../../core/faults/draws.ts';
import type { Toxic } from '../../core/faults/fault.ts';
import { waitFor } from '../process/wait.ts';
import { startDraws } from './draws.ts';

const toxic: Toxic = {
  name: 'aurora_reset_peer',
  type: 'reset_peer',
  stream: 'downstream',
  toxicity: 0.1,
  attributes: {},
};
const redraw = { ...toRedraw([[toxic, 0]])!, everyMs: 1 };

it('draws until it is stopped, and not after', async () => {
  const seen: string[] = [];
  const draws = startDraws(
    { redrawToxics: async (proxy, toxics) => void seen.push(`${proxy} ${toxics.map(({ name }) => name)}`) },
    'decision',
    redraw,
    0,
  );
  await waitFor('three draws', 10_000, async () => seen[2]);
  const stopped = await draws.stop();
  expect(stopped).toEqual({ draws: seen.length + 1, why: '' });
  expect(seen[0]).toBe('decision aurora_reset_peer');
});

it('says why it ended, and draws no more', async () => {
  let asked = 0;
  const redrawToxics = async () => {
    if (++asked === 2) throw new Error('it hangs');
  };
  const draws = startDraws({ redrawToxics }, 'decision', redraw, 0);
  await waitFor('the second draw', 10_000, async () => (asked > 1 ? true : undefined));
  expect(await draws.stop()).toEqual({ draws: 2, why: 'it hangs' });
  expect(asked).toBe(2);
});

it('that is stopped at once has drawn once', async () => {
  const draws = startDraws({ redrawToxics: async () => {} }, 'decision', { ...redraw, everyMs: 60_000 }, 0);
  expect(await draws.stop()).toEqual({ draws: 1, why: '' });
});
