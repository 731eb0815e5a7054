import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findFreePort } from './ports.ts';

const LOWEST = 20_000;
const COUNT = 12_768;

/** Draws these ports, one after the other. */
function draw(...ports: readonly number[]): void {
  const random = vi.spyOn(Math, 'random');
  for (const port of ports) random.mockReturnValueOnce((port - LOWEST + 0.5) / COUNT);
}

async function holding<T>(where: number | string, use: () => Promise<T>): Promise<T> {
  const holder = createServer();
  if (typeof where === 'number') holder.listen(where, '127.0.0.1');
  else holder.listen(where);
  await once(holder, 'listening');
  try {
    return await use();
  } finally {
    holder.close();
  }
}

describe('a free port', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is the one that is drawn', async () => {
    draw(31_001);
    expect(await findFreePort()).toBe(31_001);
  });

  it('is none that this process was given before', async () => {
    draw(31_002, 31_002, 31_003);
    expect([await findFreePort(), await findFreePort()]).toEqual([31_002, 31_003]);
  });

  it('is none on which somebody listens', async () => {
    draw(31_004, 31_005);
    expect(await holding(31_004, findFreePort)).toBe(31_005);
  });

  it.runIf(process.platform === 'linux')(
    'is none that another run was given and does not use yet',
    async () => {
      draw(31_006, 31_007);
      expect(await holding('\0aurora-gate-port-31006', findFreePort)).toBe(31_007);
    },
  );
});
