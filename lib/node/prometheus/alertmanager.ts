// Alertmanager's API (v2): alerts, and silences that are read back before anybody relies on them.
import { Type } from 'typebox';
import { ApiError, type ApiServer, callApi, callJson } from './api.ts';
import { type Matcher, toMatcherText } from './matchers.ts';

const Labels = Type.Record(Type.String(), Type.String());

const SilenceForm = Type.Object({
  id: Type.String(),
  status: Type.Object({ state: Type.Enum(['active', 'pending', 'expired']) }),
  startsAt: Type.String(),
  endsAt: Type.String(),
  comment: Type.String(),
  createdBy: Type.String(),
  matchers: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.String(),
      isRegex: Type.Boolean(),
      // Left out by versions that knew no other.
      isEqual: Type.Optional(Type.Boolean()),
    }),
  ),
});

const AlertForm = Type.Object({
  labels: Labels,
  startsAt: Type.String(),
  status: Type.Object({
    state: Type.Enum(['active', 'suppressed', 'unprocessed']),
    silencedBy: Type.Array(Type.String()),
    inhibitedBy: Type.Array(Type.String()),
  }),
});

const StatusForm = Type.Object({
  config: Type.Object({ original: Type.String() }),
  versionInfo: Type.Object({ version: Type.String() }),
});

/** A silence as Alertmanager has it. */
export interface Silence {
  readonly id: string;
  readonly state: 'active' | 'pending' | 'expired';
  readonly endsAt: Date;
  readonly comment: string;
  readonly matchers: readonly Matcher[];
}

/** An alert as Alertmanager has it. */
export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  /** It is held back: by a silence, or by another alert. */
  readonly isHeldBack: boolean;
  readonly silencedBy: readonly string[];
}

/** What a silence is to be. */
export interface SilenceRequest {
  readonly matchers: readonly Matcher[];
  readonly lengthMs: number;
  readonly comment: string;
  readonly createdBy: string;
}

/** One that is a little behind our clock would else begin it later. It moves what lies in the past to its own now. */
const EARLIER_MS = 60_000;
/** It keeps milliseconds. */
const SAME_MOMENT_MS = 1_000;

function toSilence(form: Type.Static<typeof SilenceForm>): Silence {
  return {
    id: form.id,
    state: form.status.state,
    endsAt: new Date(form.endsAt),
    comment: form.comment,
    matchers: form.matchers.map(({ name, value, isRegex, isEqual }) => ({
      name,
      value,
      isRegex,
      isEqual: isEqual ?? true,
    })),
  };
}

/** Its silences, those that are over among them. @throws ApiError */
export async function readSilences(server: ApiServer): Promise<readonly Silence[]> {
  const all = await callJson(server, Type.Array(SilenceForm), { path: '/api/v2/silences' });
  return all.map(toSilence);
}

/** The alerts that it has. @throws ApiError */
export async function readSentAlerts(server: ApiServer): Promise<readonly SentAlert[]> {
  const all = await callJson(server, Type.Array(AlertForm), { path: '/api/v2/alerts' });
  return all.map(({ labels, status }) => ({
    labels,
    isHeldBack: status.state === 'suppressed',
    silencedBy: status.silencedBy,
  }));
}

/** Its version, and its configuration in YAML, in which it hides the secrets itself. @throws ApiError */
export async function readAlertmanagerStatus(
  server: ApiServer,
): Promise<{ readonly version: string; readonly config: string }> {
  const { config, versionInfo } = await callJson(server, StatusForm, { path: '/api/v2/status' });
  return { version: versionInfo.version, config: config.original };
}

/** @throws ApiError; `refused` with 404 where there is no such silence */
async function readSilence(server: ApiServer, id: string): Promise<Silence> {
  return toSilence(
    await callJson(server, SilenceForm, { path: `/api/v2/silence/${encodeURIComponent(id)}` }),
  );
}

/**
 * Opens a silence that begins now, and reads it back.
 * @returns it, as Alertmanager has it
 * @throws ApiError where it is refused, or not kept as it was asked for
 */
export async function openSilence(server: ApiServer, request: SilenceRequest): Promise<Silence> {
  const { matchers, lengthMs, comment, createdBy } = request;
  const now = Date.now();
  const endsAt = new Date(now + lengthMs);
  const startsAt = new Date(now - EARLIER_MS);
  const { silenceID } = await callJson(server, Type.Object({ silenceID: Type.String() }), {
    method: 'POST',
    path: '/api/v2/silences',
    json: { matchers, startsAt, endsAt, createdBy, comment },
  });
  const kept = await readSilence(server, silenceID).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const fault = kept ? findUnkept(kept, request, endsAt) : 'it is not there';
  if (kept && fault === undefined) return kept;
  const isOver = await callApi(server, toEndCall(silenceID)).then(
    () => true,
    () => kept === undefined,
  );
  throw toUnkept(server, silenceID, `${fault}; ${isOver ? 'it was taken back' : 'end it by hand'}`);
}

/** What a silence has otherwise than it was asked for; undefined where nothing. */
function findUnkept(kept: Silence, asked: SilenceRequest, endsAt: Date): string | undefined {
  if (kept.state !== 'active') return `it is ${kept.state}`;
  // Not before its end, nor much after: an alert that is held back for ever is worse than one too many.
  if (Math.abs(kept.endsAt.getTime() - endsAt.getTime()) > SAME_MOMENT_MS)
    return `it ends at ${kept.endsAt.toISOString()}, and was to end at ${endsAt.toISOString()}`;
  const toSet = (matchers: readonly Matcher[]) => matchers.map(toMatcherText).sort().join(', ');
  if (toSet(kept.matchers) === toSet(asked.matchers)) return undefined;
  return `it holds back ${toSet(kept.matchers)}, and was to hold back ${toSet(asked.matchers)}`;
}

/**
 * Ends a silence, and reads back that it is over. One that is over already stays so.
 * @throws ApiError where there is none of that id, or it is not over then
 */
export async function endSilence(server: ApiServer, id: string): Promise<void> {
  const before = await readSilence(server, id).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new ApiError(`${server.name} has no silence ${id}; status lists those that it has`, 'refused', 404);
  });
  if (before.state === 'expired') return;
  await callApi(server, toEndCall(id));
  const { state } = await readSilence(server, id);
  if (state !== 'expired')
    throw toUnkept(server, id, `it is still ${state} after its end was asked for; look at its log`);
}

const toEndCall = (id: string) =>
  ({ method: 'DELETE', path: `/api/v2/silence/${encodeURIComponent(id)}` }) as const;

const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404;

const toUnkept = ({ name }: ApiServer, id: string, fault: string) =>
  new ApiError(`${name} did not keep silence ${id} as it was asked to: ${fault}`, 'refused');
