// Its contracts, in place of `contracts-under-test`: validators as ajv compiles them. A body says by itself what is wrong with it.
interface Fault {
  readonly instancePath: string;
  readonly message?: string;
}
interface Validator {
  (body: unknown): boolean;
  errors?: readonly Fault[] | null;
}

/** Accepts a body without `faults`; tells those of one that has them. */
function makeValidator(): Validator {
  const validator: Validator = (body) => {
    const faults = (body as { readonly faults?: readonly Fault[] } | null)?.faults;
    validator.errors = faults ?? null;
    return faults === undefined;
  };
  return validator;
}

/** `$id` → validator, of the contracts of the shop. */
export const validators: Readonly<Record<string, Validator>> = {
  'items.v1': makeValidator(),
  'order.v1': makeValidator(),
};

/** Only one of them has a quick check, which is sure of a body that says so. */
export const quickChecks: Readonly<Record<string, (body: unknown) => boolean>> = {
  'items.v1': (body) => (body as { readonly sure?: boolean } | null)?.sure === true,
};
