// What must be so, as the API server judges it.

/** One thing that must be so, and the sentence where it is not: both in CEL. */
export interface Demand {
  readonly demand: string;
  readonly must: string;
  readonly says: string;
}

/** As a policy holds them. */
export const toValidations = (demands: readonly Demand[]) =>
  demands.map(({ must, says }) => ({ expression: must, messageExpression: says, reason: 'Forbidden' }));
