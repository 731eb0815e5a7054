// The bench's own service: recorded-size answers out of memory, so that what is measured is the runner. Own process, loopback only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LANGS, type Lang, ROUTES, STEP_ROUTES, type StepId } from '../lib/core/journeys.ts';
import { createAnswer, RECORDED } from './answers.ts';

const STEPS = Object.keys(RECORDED) as readonly StepId[];
const answers = new Map<string, Buffer>();
for (const step of STEPS) {
  for (const lang of LANGS) answers.set(`${step} ${lang}`, Buffer.from(createAnswer(step, lang)));
}
/** Steps by path; the chat has two, told apart by what the user wrote. */
const STEPS_BY_PATH = new Map(
  STEPS.filter((step) => step !== 'red_flag_chat').map((step) => [ROUTES[STEP_ROUTES[step]].path, step]),
);

function send(response: ServerResponse, step: StepId, lang: Lang): void {
  const answer = answers.get(`${step} ${lang}`);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': String(answer?.length ?? 0),
  });
  response.end(answer);
}

let tally = { requests: 0, firstMs: 0, lastMs: 0 };

/** What was asked for since the last POST of it, by the server's own account: the same one for every runner. */
function sendTally(method: string, response: ServerResponse): void {
  response.end(JSON.stringify(tally));
  if (method === 'POST') tally = { requests: 0, firstMs: 0, lastMs: 0 };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/tally') {
    sendTally(request.method ?? '', response);
    return;
  }
  tally.requests++;
  tally.lastMs = performance.now();
  if (tally.firstMs === 0) tally.firstMs = tally.lastMs;
  const step = STEPS_BY_PATH.get(request.url ?? '');
  const lang: Lang = request.headers['x-lang'] === 'CN' ? 'CN' : 'EN';
  if (step === undefined) {
    request.resume();
    response.writeHead(404).end();
  } else if (step === 'reco_chat') {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => send(response, /severe pain|剧痛/.test(text) ? 'red_flag_chat' : step, lang));
  } else {
    request.resume();
    request.on('end', () => send(response, step, lang));
  }
}

// The bench holds our stdin: when it is gone, however it went, so are we.
process.stdin.resume().on('end', () => process.exit(0));
const server = createServer({ keepAliveTimeout: 60_000 }, answer);
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ listening: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
