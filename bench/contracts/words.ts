// What the schemas of a service are about: the keys and values in them, with which bodies are made that nearly keep them.

/** Keys that every object inherits, and others on which code that reads objects trips. */
const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '', 'x'];
/** Values at the edges of what schemas tell apart. */
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 1.5, 1e-7, 2 ** 53, 1e21, 1e308],
  ...['', ' ', 'a', '0', '1', 'null', '\u0000', '😀', '\ud83d', 'é', 'x'.repeat(300)],
  ...[[], [null], [[]], [1, 1], ['a', 'a'], {}, { a: 1 }, { length: 0 }, { length: 1, 0: 'a' }],
];

export interface Words {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** Collects the keys and the values that schemas name, and those at their bounds. */
export function collectWords(schemas: readonly unknown[]): Words {
  const keys = new Set(ODD_KEYS);
  const values: unknown[] = [...ODD_VALUES];
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [word, inside] of Object.entries(schema)) {
      if (word === 'required' && Array.isArray(inside)) for (const key of inside) keys.add(String(key));
      if (word === 'properties' && typeof inside === 'object' && inside !== null)
        for (const key of Object.keys(inside)) keys.add(key);
      if (word === 'enum' && Array.isArray(inside)) values.push(...inside);
      if (word === 'const') values.push(inside);
      if (typeof inside === 'number') values.push(inside, inside + 1, inside - 1, inside + 0.5);
      visit(inside);
    }
  };
  for (const schema of schemas) visit(schema);
  return { keys: [...keys], values };
}
