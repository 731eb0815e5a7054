// A flow of plain HTTP steps, with all that it includes: what Node and k6 play alike.
import type { Method } from '../../service/service.ts';
import type { Expectations, Saved } from './flow-schema.ts';
import type { Variables } from './template.ts';

/** What a step sends; texts in it may hold variables. */
export type StepBody =
  | { readonly json: unknown }
  /** `raw`: as it is, without variables. */
  | { readonly text: string; readonly type: string; readonly raw?: true };

export interface HttpStep {
  readonly id: string;
  /** It comes from a shared session, and prepares the flow's own steps. */
  readonly isSession: boolean;
  readonly method: Method | 'HEAD' | 'OPTIONS';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: StepBody;
  readonly timeoutMs: number;
  readonly save: Readonly<Record<string, Saved>>;
  readonly expect: Expectations;
}

export interface HttpFlow {
  readonly id: string;
  readonly title: string;
  /** Values that the files give. */
  readonly variables: Variables;
  /** The variables of the environment that it uses. */
  readonly secrets: readonly string[];
  readonly steps: readonly HttpStep[];
}

/** The secrets of a flow as variables. @throws RangeError naming the first that the environment does not set */
export function takeSecrets(
  { id, secrets }: Pick<HttpFlow, 'id' | 'secrets'>,
  env: Readonly<Record<string, string | undefined>>,
): Variables {
  return Object.fromEntries(
    secrets.map((name) => {
      const value = env[name];
      if (value === undefined || value === '')
        throw new RangeError(`the flow ${id} needs the variable ${name}, which is not set; set it`);
      return [`env.${name}`, value];
    }),
  );
}
