// What is kept by two names of a service, like journey and step: asked with every row of a day, where one name that is put together of both
// takes longer than all that is then done with it.

export interface PairMap<Value> {
  /** What is kept by these names, made where there is none yet. */
  get(first: string, second: string): Value;
  /** In the order in which they were made. */
  list(): readonly { readonly first: string; readonly second: string; readonly value: Value }[];
}

/** @param create makes what is kept by two names that are new */
export function createPairMap<Value>(create: (first: string, second: string) => Value): PairMap<Value> {
  const all: { readonly first: string; readonly second: string; readonly value: Value }[] = [];
  const byFirst = new Map<string, Map<string, Value>>();
  return {
    get(first, second) {
      const known = byFirst.get(first)?.get(second);
      if (known !== undefined) return known;
      const value = create(first, second);
      all.push({ first, second, value });
      byFirst.set(first, (byFirst.get(first) ?? new Map()).set(second, value));
      return value;
    },
    list: () => all,
  };
}
