// What a bundle is made for: lib/node/build/bundle.ts leads these names to the folder of one service.

declare module 'service-under-test' {
  export const SERVICE: import('./service.ts').Service;
}

declare module 'smoke-under-test' {
  export const SMOKE: import('../smoke/flow.ts').Smoke;
}

declare module 'flow-under-test' {
  export const FLOW: import('../smoke/flows/compiled.ts').CompiledFlow;
}

declare module 'contracts-under-test' {
  interface Validator {
    (body: unknown): boolean;
    errors?: readonly import('../answer/contract-fault.ts').ContractFault[] | null;
  }
  export const validators: Readonly<Record<string, Validator>>;
  /** True for a body that the validator surely takes; the contracts that have no such check are left out. */
  export const quickChecks: Readonly<Record<string, (body: unknown) => boolean>>;
}
