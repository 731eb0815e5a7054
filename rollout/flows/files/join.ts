// A flow file and what it includes → one flow of steps, and where each part of it came from.
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { parseDurationMs } from '../../../lib/core/smoke/flows/duration.ts';
import type { HttpFlow, HttpStep, StepBody } from '../../../lib/core/smoke/flows/flow.ts';
import type {
  FixtureSpec,
  FlowFile,
  IncludedFile,
  StepSpec,
} from '../../../lib/core/smoke/flows/flow-schema.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { toHint } from '../../../lib/core/text/nearest.ts';
import { type FlowFault, type Place, type Source, toFault } from './source.ts';

/** Where a step came from. */
export interface StepOrigin {
  readonly source: Source<FlowFile | IncludedFile>;
  readonly place: Place;
  readonly spec: StepSpec;
}

export interface JoinedFlow {
  readonly flow: HttpFlow;
  /** One for each of its steps. */
  readonly origins: readonly StepOrigin[];
  readonly shared: readonly Source<IncludedFile>[];
  readonly faults: readonly FlowFault[];
}

const USUAL_TIMEOUT_MS = 10_000;
/** More than anybody sends in a probe. */
const MAX_FIXTURE_BYTES = 1_048_576;
const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.csv': 'text/csv',
  '.html': 'text/html',
};

interface Found {
  readonly source: Source<IncludedFile>;
  readonly name: string;
  readonly fixture: FixtureSpec;
}

/** Puts a flow together. What cannot be put together is told, and left out of the flow. */
export function toHttpFlow(source: Source<FlowFile>, shared: readonly Source<IncludedFile>[]): JoinedFlow {
  const faults: FlowFault[] = [];
  const { value } = source;
  const variables: Record<string, string> = {};
  const headers: Record<string, string> = {};
  const fixtures = new Map<string, Found>();
  for (const one of shared) {
    for (const [name, text] of Object.entries(one.value.variables ?? {})) {
      if (variables[name] !== undefined)
        faults.push(
          toFault(
            one,
            ['variables', name],
            `variables.${name} is given by another shared file, too; keep one`,
          ),
        );
      variables[name] = text;
    }
    for (const [name, text] of Object.entries(one.value.auth?.headers ?? {}))
      headers[name.toLowerCase()] = text;
    for (const [name, fixture] of Object.entries(one.value.fixtures ?? {})) {
      if (fixtures.has(name))
        faults.push(
          toFault(one, ['fixtures', name], `fixtures.${name} is given by another shared file, too; keep one`),
        );
      fixtures.set(name, { source: one, name, fixture });
    }
  }
  const toStep = (spec: StepSpec, origin: Source<FlowFile | IncludedFile>, place: Place): HttpStep => {
    const { fixture } = spec;
    const found = fixture === undefined ? undefined : fixtures.get(fixture);
    if (fixture !== undefined && found === undefined)
      faults.push(
        toFault(
          origin,
          [...place, 'fixture'],
          `no shared file gives a fixture ${fixture}${toHint(fixture, [...fixtures.keys()])}`,
        ),
      );
    const body = found ? readFixture(found, faults) : toBody(spec);
    const own = Object.fromEntries(
      Object.entries(spec.headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]),
    );
    return {
      id: spec.id,
      isSession: origin !== source,
      method: spec.method ?? 'GET',
      path: spec.path,
      headers: { ...(spec.auth === false ? {} : headers), ...own },
      ...(body === undefined ? {} : { body }),
      timeoutMs: spec.timeout === undefined ? USUAL_TIMEOUT_MS : parseDurationMs(spec.timeout),
      save: spec.save ?? {},
      expect: spec.expect ?? {},
    };
  };
  const origins = [
    ...shared.flatMap((one) =>
      (one.value.session ?? []).map((spec, i): StepOrigin => ({ source: one, place: ['session', i], spec })),
    ),
    ...(value.steps ?? []).map((spec, i): StepOrigin => ({ source, place: ['steps', i], spec })),
  ];
  const flow: HttpFlow = {
    id: value.id,
    title: value.title,
    variables: { ...variables, ...value.variables },
    secrets: [...new Set([...shared.flatMap((one) => one.value.secrets ?? []), ...(value.secrets ?? [])])],
    steps: origins.map((origin) => toStep(origin.spec, origin.source, origin.place)),
  };
  return { flow, origins, shared, faults };
}

function toBody({ json, text }: Pick<StepSpec, 'json' | 'text'>): StepBody | undefined {
  if (json !== undefined) return { json };
  return text === undefined ? undefined : { text, type: 'text/plain; charset=utf-8' };
}

function readFixture({ source, name, fixture }: Found, faults: FlowFault[]): StepBody | undefined {
  const { file, type } = fixture;
  if (file === undefined) {
    const body = toBody(fixture);
    return body && 'text' in body && type !== undefined ? { ...body, type } : body;
  }
  const place = ['fixtures', name, 'file'];
  try {
    const bytes = readFileSync(join(dirname(source.path), file));
    if (bytes.length > MAX_FIXTURE_BYTES)
      faults.push(
        toFault(source, place, `${file} has ${bytes.length} bytes; ${MAX_FIXTURE_BYTES} are the most`),
      );
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, raw: true, type: type ?? TYPES[extname(file)] ?? 'application/octet-stream' };
  } catch (error) {
    faults.push(
      toFault(source, place, `${file} cannot be sent as text (${toMessage(error).replace(/, open .*/, '')})`),
    );
    return undefined;
  }
}
