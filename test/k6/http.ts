// The fake of `k6/http`: answers by the script of the world.
import { type Answer, elapse, type Sent, world } from './world.ts';

/** An answer in the form that k6 gives it. */
function toResponse({ status = 200, body = '', headers = {}, error = '', ...rest }: Answer) {
  return {
    status,
    body: status === 0 ? null : body,
    headers,
    error,
    error_code: rest.error_code ?? 0,
    timings: { sending: rest.sendingMs ?? 0.1, duration: rest.durationMs ?? 1 },
    /** Throws where the body is no JSON, as k6's does. */
    json: () => JSON.parse(body) as unknown,
  };
}

function send(
  method: string,
  url: string,
  body: unknown = null,
  params: Sent['params'] = {},
): ReturnType<typeof toResponse> {
  const sent = { method, url, body, params, atMs: world.runMs };
  const next = world.answers.shift() ?? world.otherwise;
  if (next === undefined) throw new Error(`no answer is foreseen for ${method} ${url}`);
  world.sent.push(sent);
  const response = toResponse(typeof next === 'function' ? next(sent) : next);
  elapse(response.timings.duration / 1000);
  return response;
}

const http = {
  get: (url: string, params?: Sent['params']) => send('GET', url, null, params),
  post: (url: string, body?: unknown, params?: Sent['params']) => send('POST', url, body, params),
  request: send,
  asyncRequest: async (...args: Parameters<typeof send>) => send(...args),
};

// biome-ignore lint/style/noDefaultExport: as k6 has it
export default http;
