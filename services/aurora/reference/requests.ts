// Reads what callers send. Everything here is pure; a field of the wrong type is a refusal, not a guess.
import type { PhotoRef } from './answers/analysis.ts';
import type { Lang } from './envelopes/turn.ts';
import type { Profile } from './memory.ts';

/** A JSON object as it came in. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Thrown by the readers below; `code` is what the error card says. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readString(body: JsonObject, key: string): string | null {
  const value = body[key];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new BadRequest(`${key} must be a string`);
  return value;
}

function readStrings(body: JsonObject, key: string): readonly string[] | null {
  const value = body[key];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) {
    throw new BadRequest(`${key} must be a list of strings`);
  }
  return value;
}

const PROFILE_STRINGS = [
  'skinType',
  'sensitivity',
  'barrierStatus',
  'region',
  'budgetTier',
  'currentRoutine',
  'itinerary',
] as const satisfies readonly (keyof Profile)[];

/** Reads the fields of a profile that were given; throws `BadRequest` on a wrong type. */
export function parseProfilePatch(body: JsonObject): Partial<Profile> {
  const patch: Record<string, unknown> = {};
  for (const key of PROFILE_STRINGS) {
    const value = readString(body, key);
    if (value !== null) patch[key] = value;
  }
  for (const key of ['goals', 'contraindications'] as const) {
    const value = readStrings(body, key);
    if (value !== null) patch[key] = value;
  }
  return patch;
}

/** What an analysis is asked for. */
export type AnalysisRequest = {
  readonly usePhoto: boolean;
  readonly routine: string | null;
  readonly photos: readonly PhotoRef[];
};

/** Reads an analysis request; throws `BadRequest` on a wrong type. */
export function parseAnalysisRequest(body: JsonObject): AnalysisRequest {
  const photos = body.photos ?? [];
  if (!Array.isArray(photos)) throw new BadRequest('photos must be a list');
  return {
    usePhoto: body.use_photo === true,
    routine: readString(body, 'currentRoutine'),
    photos: photos.map((photo: unknown) => {
      if (!isJsonObject(photo)) throw new BadRequest('a photo must be an object');
      return {
        photo_id: readString(photo, 'photo_id') ?? '',
        slot_id: readString(photo, 'slot_id') ?? '',
        qc_status: readString(photo, 'qc_status') ?? 'unknown',
      };
    }),
  };
}

/** What a chat call says. */
export type ChatRequest = {
  readonly message: string;
  readonly actionId: string | null;
};

/** Reads a chat request; throws `BadRequest` on a wrong type. */
export function parseChatRequest(body: JsonObject): ChatRequest {
  const action = isJsonObject(body.action) ? body.action : {};
  return { message: readString(body, 'message') ?? '', actionId: readString(action, 'action_id') };
}

/** Reads a language; null where it is neither of the two. */
export function parseLang(value: unknown): Lang | null {
  const upper = typeof value === 'string' ? value.toUpperCase() : null;
  return upper === 'CN' || upper === 'EN' ? upper : null;
}

const EVENT_KEYS = new Set(['event_name', 'brief_id', 'trace_id', 'timestamp', 'data']);
const MAX_EVENTS = 50;

/**
 * Checks a telemetry batch: `{source, events: 1..50 of {event_name, brief_id, trace_id, timestamp, data?}}`.
 * Returns what is wrong as `path: sentence`; empty where the batch is fine.
 */
export function assessEventBatch(body: unknown): readonly string[] {
  if (!isJsonObject(body)) return ['body: must be an object'];
  const problems: string[] = [];
  const requireText = (value: unknown, path: string): void => {
    if (typeof value !== 'string' || value === '') problems.push(`${path}: must be a non-empty string`);
  };
  requireText(body.source, 'source');
  const { events } = body;
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS) {
    return [...problems, `events: must be a list of 1 to ${MAX_EVENTS}`];
  }
  events.forEach((event: unknown, index) => {
    const path = `events.${index}`;
    if (!isJsonObject(event)) {
      problems.push(`${path}: must be an object`);
      return;
    }
    for (const key of Object.keys(event))
      if (!EVENT_KEYS.has(key)) problems.push(`${path}.${key}: is not known`);
    for (const key of ['event_name', 'brief_id', 'trace_id']) requireText(event[key], `${path}.${key}`);
    if (typeof event.timestamp !== 'number') problems.push(`${path}.timestamp: must be a number`);
    if (event.data !== undefined && !isJsonObject(event.data))
      problems.push(`${path}.data: must be an object`);
  });
  return problems;
}
