// Quantities as Kubernetes writes them.

const BYTES: Readonly<Record<string, number>> = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };

/** `128Mi` → bytes. */
export const toBytes = (quantity: string): number =>
  Number.parseInt(quantity, 10) * (BYTES[quantity.slice(-2)] ?? 1);

/** `250m` → cores. */
export const toCores = (quantity: string): number =>
  quantity.endsWith('m') ? Number.parseInt(quantity, 10) / 1000 : Number(quantity);
