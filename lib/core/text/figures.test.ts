import { expect, test } from 'vitest';
import { toCounted } from './figures.ts';

test.each([
  [toCounted(0, 'gate'), '0 gates'],
  [toCounted(1, 'gate'), '1 gate'],
  [toCounted(2, 'gate'), '2 gates'],
  [toCounted(1, 'gate was', 'gates were'), '1 gate was'],
  [toCounted(3, 'gate was', 'gates were'), '3 gates were'],
])('%s', (said, want) => expect(said).toBe(want));
