// The fake of `k6/data`.

/** What the function makes, as k6 hands it to each user: by way of JSON. */
export const SharedArray = class {
  constructor(_name: string, make: () => readonly unknown[]) {
    // biome-ignore lint/correctness/noConstructorReturn: k6 gives an array too
    return JSON.parse(JSON.stringify(make())) as object;
  }
};
