import { describe, expect, it } from 'vitest';
import { LAST_STRIKE_SEC } from './load.ts';
import { FAULTS } from './table.ts';

describe.each(FAULTS.map((fault) => [fault.id, fault] as const))('%s', (id, fault) => {
  const { ends, blinds, harms, between, does, codes } = fault;

  it('is told in a sentence, and named like the others', () => {
    expect(id).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
    expect(does).toMatch(/^\S.*[^.]$/);
    expect(FAULTS.filter((other) => other.id === id)).toHaveLength(1);
  });

  it('lets no run pass that was blinded, and none fail a service that was healthy', () => {
    expect(ends.length).toBeGreaterThan(0);
    if (blinds) expect(ends).not.toContain('pass');
    if (!harms) expect(ends).not.toContain('fail');
  });

  it('strikes while there is something to see', () => {
    expect(between[0]).toBeLessThanOrEqual(between[1]);
    expect(between[0]).toBeGreaterThanOrEqual(0);
    expect(between[1]).toBeLessThanOrEqual(LAST_STRIKE_SEC);
  });

  it('names exit codes only where the run is interrupted', () => {
    if (codes) expect(ends).toContain('interrupted');
  });
});
