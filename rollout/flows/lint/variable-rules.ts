// Variables of a flow: each is there when it is used, and each that is there is used.
import type { FlowFile, StepSpec } from '../../../lib/core/smoke/flows/flow-schema.ts';
import { listNamesIn, RUN_VARIABLES } from '../../../lib/core/smoke/flows/template.ts';
import { toHint } from '../../../lib/core/text/nearest.ts';
import { isSecretName } from '../../../lib/core/text/redact.ts';
import type { JoinedFlow } from '../files/join.ts';
import { type FlowFault, type Place, type Source, toFault } from '../files/source.ts';

/** The parts of a step in which variables are filled in. */
const FILLED = ['path', 'headers', 'json', 'text', 'expect'] as const satisfies readonly (keyof StepSpec)[];

/** What is wrong with the variables of a flow. */
export function listVariableFaults(joined: JoinedFlow, source: Source<FlowFile>): readonly FlowFault[] {
  const faults: FlowFault[] = [];
  const { flow, origins, shared } = joined;
  const used = new Set<string>();
  const known = new Set<string>([
    ...Object.keys(flow.variables),
    ...RUN_VARIABLES,
    ...flow.secrets.map((name) => `env.${name}`),
  ]);
  const use = (from: Source<unknown>, place: Place, value: unknown) => {
    for (const name of listNamesIn(value)) {
      used.add(name);
      if (!known.has(name)) faults.push(toFault(from, place, toUnknown(name, [...known])));
    }
  };
  for (const one of shared) use(one, ['auth', 'headers'], one.value.auth?.headers);
  for (const { source: from, place, spec } of origins) {
    for (const part of FILLED) use(from, [...place, part], spec[part]);
    if (spec.fixture !== undefined) useFixture(spec.fixture, shared, use);
    for (const name of Object.keys(spec.save ?? {})) known.add(name);
  }
  const unused = (from: Source<unknown>, place: Place, name: string, what: string) => {
    if (!used.has(name)) faults.push(toFault(from, place, `${what} ${name} is never used; leave it out`));
  };
  const { value } = source;
  for (const name of Object.keys(value.variables ?? {}))
    unused(source, ['variables', name], name, 'the variable');
  for (const [i, name] of (value.secrets ?? []).entries())
    unused(source, ['secrets', i], `env.${name}`, 'the secret');
  for (const { source: from, place, spec } of origins)
    for (const name of Object.keys(spec.save ?? {}))
      if (from === source) unused(source, [...place, 'save', name], name, 'the saved variable');
  faults.push(...listWrittenSecrets(joined));
  return faults;
}

function useFixture(
  name: string,
  shared: JoinedFlow['shared'],
  use: (from: Source<unknown>, place: Place, value: unknown) => void,
): void {
  const from = shared.find(({ value }) => value.fixtures?.[name] !== undefined);
  const fixture = from?.value.fixtures?.[name];
  if (from && fixture && fixture.file === undefined) use(from, ['fixtures', name], fixture);
}

function toUnknown(name: string, known: readonly string[]): string {
  if (name.startsWith('env.'))
    return `\${${name}} is not among secrets; name ${name.slice('env.'.length)} there${toHint(name, known)}`;
  return `\${${name}} has no value here: no variable of that name is given or was saved by an earlier step${toHint(name, known)}`;
}

/** Secrets that stand in the file itself. */
function listWrittenSecrets({ origins, shared }: JoinedFlow): readonly FlowFault[] {
  const written = (from: Source<unknown>, place: Place, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values)
      .filter(([name, text]) => isSecretName(name) && listNamesIn(text).length === 0)
      .map(([name]) =>
        toFault(
          from,
          [...place, name],
          `${name} holds a secret that anybody can read here; take it from the environment, as \${env.NAME}`,
        ),
      );
  return [
    ...shared.flatMap((one) => [
      ...written(one, ['auth', 'headers'], one.value.auth?.headers),
      ...written(one, ['variables'], one.value.variables),
    ]),
    ...origins.flatMap(({ source, place, spec }) => written(source, [...place, 'headers'], spec.headers)),
  ];
}
