// A first journey → the text of a service.ts: code that its owner reads, and goes on from.
import type { FirstJourney, ParamSource, PlannedStep } from './first-journey.ts';
import type { Operation } from './operations.ts';

/** What the text is made of. */
export interface ServiceSource {
  /** The name of the service's folder. */
  readonly id: string;
  readonly title: string;
  readonly journey: FirstJourney;
  /** The body that an operation is sent, by its id. */
  readonly samples: Readonly<Record<string, unknown>>;
  /** How the engine is imported from the folder, like `../../lib/core/service/define-service.ts`. */
  readonly engine: string;
}

/** The `$id` of the contract of an operation's answers. */
export const toContractId = ({ id }: Pick<Operation, 'id'>): string => `${id}.v1`;

/** Answers that take longer are told as lost calls: a figure to begin with. */
const TIMEOUT_MS = 10_000;

const quote = (text: string) => JSON.stringify(text);
const toComment = (text: string) => text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
const toCall = ({ method, path }: Operation) => `${method} ${path}`;

function toRoute(operation: Operation): string {
  const { id, method, path, answerSchema } = operation;
  const contract = answerSchema === undefined ? '' : `, contract: ${quote(toContractId(operation))}`;
  return `    ${id}: { method: ${quote(method)}, path: ${quote(path)}, timeoutMs: ${TIMEOUT_MS}${contract} },`;
}

/** The path of a step as a template: parameters out of earlier answers or of the document, then the query. */
function toPath({ operation, params }: PlannedStep): string | undefined {
  const { path, query } = operation;
  if (operation.pathParams.length === 0 && query.length === 0) return undefined;
  const toValue = (source: ParamSource | undefined) => {
    if (source?.from === 'answer') return `\${encodeURIComponent(taken[${quote(source.taken)}] ?? '')}`;
    return encodeURIComponent(source?.value ?? '');
  };
  const text = path
    .split(/(\{[^{}]+\})/)
    .map((part) => (part.startsWith('{') ? toValue(params[part.slice(1, -1)]) : part))
    .join('');
  const search = query.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${text}${search.length > 0 ? `?${search.join('&')}` : ''}`;
}

function toStep(step: PlannedStep, samples: ServiceSource['samples']): string {
  const { operation, params, takes } = step;
  const needs = Object.values(params).flatMap((source) => (source.from === 'answer' ? [source.taken] : []));
  const path = toPath(step);
  const sample = samples[operation.id];
  const fields = [
    `id: ${quote(operation.id)}`,
    `route: ${quote(operation.id)}`,
    // Nobody has said yet what the service asks of others.
    "upstream: 'maybe'",
    ...(needs.length > 0 ? [`needs: ${JSON.stringify(needs)}`] : []),
    ...(path === undefined ? [] : [`path: (${path.includes('${') ? '{ taken }' : ''}) => \`${path}\``]),
    ...(sample === undefined ? [] : [`body: () => (${JSON.stringify(sample)})`]),
    ...(Object.keys(takes).length > 0 ? [`takes: (json) => takeFrom(json, ${JSON.stringify(takes)})`] : []),
  ];
  const summary = operation.summary === '' ? '' : `        // ${toComment(operation.summary)}\n`;
  return `${summary}        { ${fields.join(', ')} },`;
}

/** How the service is recognised: by the first call that needs nothing, and by the kind of body that it answers with. */
function toRecognition({ steps }: FirstJourney): string {
  const plain = steps.filter(
    ({ operation, params }) => operation.method === 'GET' && Object.keys(params).length === 0,
  );
  const found = plain.find(({ operation }) => operation.answerSchema !== undefined) ?? plain[0] ?? steps[0];
  const route = quote(found?.operation.id ?? '');
  return `{ route: ${route}, fits: (json) => typeof json === 'object' && json !== null }`;
}

const TAKE_FROM = `/** Values out of an answer, or out of the first thing of a list in it, by the names under which later steps find them. */
function takeFrom(json: unknown, keys: Readonly<Record<string, string>>): Taken {
  const list = Array.isArray(json) ? json : Object.values(json ?? {}).find(Array.isArray);
  const thing = (list ? list[0] : json) as Readonly<Record<string, unknown>> | null | undefined;
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, key]) => {
      const value = thing?.[key];
      return value === undefined || value === null ? [] : [[name, String(value)]];
    }),
  );
}
`;

/** The text of the service.ts; to be formatted. */
export function toServiceSource({ id, title, journey, samples, engine }: ServiceSource): string {
  const { steps, leftOut } = journey;
  const takes = steps.some((step) => Object.keys(step.takes).length > 0);
  const types = engine.replace(/define-service\.ts$/, 'service.ts');
  return `// ${toComment(title)}: written from its OpenAPI document. What it promises beyond its contracts is yours to say.
import { defineService } from ${quote(engine)};
${takes ? `import type { Taken } from ${quote(types)};\n` : ''}
${takes ? `${TAKE_FROM}\n` : ''}${
  leftOut.length === 0
    ? ''
    : `/*\n * Not in the journey:\n${leftOut.map(({ operation, why }) => ` * ${toComment(toCall(operation))}: ${toComment(why)}`).join('\n')}\n */\n`
}export const SERVICE = defineService({
  id: ${quote(id)},
  title: ${quote(toComment(title))},
  routes: {
${steps.map(({ operation }) => toRoute(operation)).join('\n')}
  },
  variants: { all: { why: 'any user', weight: 1 } },
  journeys: {
    first: {
      why: 'a user who takes each step in turn',
      weight: 1,
      steps: [
${steps.map((step) => toStep(step, samples)).join('\n')}
      ],
    },
  },
  // What one answer may be found to be: docs/your-own-service.md tells.
  flags: {},
  judge: () => ({ broken: [], flags: [] }),
  promises: [],
  rates: [],
  recognition: ${toRecognition(journey)},
});
`;
}
