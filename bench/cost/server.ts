// The bench's own service: recorded-size answers out of memory. Own process, loopback only.
// It speaks just enough HTTP by itself: node:http takes four times the CPU, which on two cores it takes from the runner.
import { createServer, type Socket } from 'node:net';
import { JOURNEYS, ROUTES } from '../../services/aurora/journeys.ts';
import { createAnswer, isChat, LANGS, META_HEADERS, STEP_IDS, TRACE_ID } from './answers.ts';

const toMessage = (status: string, body: string) =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** An answer in three parts: its head up to the length, and its body before and after the trace id of its call. */
interface Parts {
  readonly head: string;
  readonly before: Buffer;
  readonly after: Buffer;
}
const ANSWERS = new Map<string, Parts>(
  STEP_IDS.flatMap((step) =>
    LANGS.map((lang): [string, Parts] => {
      const [before = '', after = ''] = createAnswer(step, lang).split(TRACE_ID);
      const headers = isChat(step) ? META_HEADERS.map(([name, value]) => `${name}: ${value}\r\n`) : [];
      const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers.join('')}Content-Length: `;
      return [`${step} ${lang}`, { head, before: Buffer.from(before), after: Buffer.from(after) }];
    }),
  ),
);

function toTraced({ head, before, after }: Parts, traceId: string): Buffer {
  const length = before.length + Buffer.byteLength(traceId) + after.length;
  return Buffer.concat([Buffer.from(`${head}${length}\r\n\r\n`), before, Buffer.from(traceId), after]);
}
/** Steps by path; the chat has two, told apart by what the user wrote. */
const STEPS_BY_PATH = new Map(
  Object.values(JOURNEYS)
    .flatMap(({ steps }) => steps)
    .filter(({ id }) => id !== 'red_flag_chat')
    .map(({ id, route }): [string, string] => [ROUTES[route].path, id]),
);
const RED_FLAG = /severe pain|剧痛/;
const NOT_FOUND = toMessage('404 Not Found', '{}');

let tally = { requests: 0, firstMs: 0, lastMs: 0 };

/** Who waits for so many requests to have come. */
let waiting: readonly { readonly requests: number; readonly socket: Socket }[] = [];

const toTally = () => toMessage('200 OK', JSON.stringify(tally));

/** What was asked for since the last POST of it, by the server's own account: the same one for every runner. */
function answerTally(method: string): Buffer {
  const message = toTally();
  if (method === 'POST') tally = { requests: 0, firstMs: 0, lastMs: 0 };
  return message;
}

/** Answers those whose requests have come. */
function tellWaiting(): void {
  const due = waiting.filter(({ requests }) => tally.requests >= requests);
  if (due.length === 0) return;
  waiting = waiting.filter((one) => !due.includes(one));
  for (const { socket } of due) socket.write(toTally());
}

/** The answer to a request; undefined where it is written once so many requests have come. */
function answer(head: string, body: Buffer, socket: Socket): Buffer | undefined {
  const [method = '', path = ''] = head.split(' ', 2);
  if (path === '/tally') return answerTally(method);
  if (path.startsWith('/tally/')) {
    waiting = [...waiting, { requests: Number(path.slice('/tally/'.length)), socket }];
    tellWaiting();
    return undefined;
  }
  tally.requests++;
  tally.lastMs = performance.now();
  if (tally.firstMs === 0) tally.firstMs = tally.lastMs;
  if (waiting.length > 0) tellWaiting();
  const step = STEPS_BY_PATH.get(path);
  if (step === undefined) return NOT_FOUND;
  const asked = step === 'reco_chat' && RED_FLAG.test(body.toString('utf8')) ? 'red_flag_chat' : step;
  const parts = ANSWERS.get(`${asked} ${/\r\nx-lang: CN/i.test(head) ? 'CN' : 'EN'}`);
  return parts ? toTraced(parts, /\r\nx-trace-id: *([^\r]*)/i.exec(head)?.[1] ?? TRACE_ID) : NOT_FOUND;
}

const HEAD_END = '\r\n\r\n';

function serve(socket: Socket): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  // A runner that is done resets what it still has open.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const headEnd = pending.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = pending.toString('latin1', 0, headEnd);
      const bodyStart = headEnd + HEAD_END.length;
      const bodyEnd = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (pending.length < bodyEnd) return;
      const message = answer(head, pending.subarray(bodyStart, bodyEnd), socket);
      if (message) socket.write(message);
      pending = pending.subarray(bodyEnd);
    }
  });
}

// The bench holds our stdin: when it is gone, however it went, so are we.
process.stdin.resume().on('end', () => process.exit(0));
const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port could be had');
  console.log(JSON.stringify({ listening: `http://127.0.0.1:${address.port}` }));
});
