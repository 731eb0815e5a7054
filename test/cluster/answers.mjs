// What a decision server may be found to answer: one port each, in the network of the cluster.
import { createServer } from 'node:http';

const [address, first] = process.argv.slice(2);
const json = (decision) => ['application/json', JSON.stringify({ decision })];
const ANSWERS = [
  ['text/html', '<h1>Welcome to the proxy</h1>'],
  json('promote'),
  json('hold'),
  json('abort'),
  ['application/json', '{"error":"gone"}'],
];
for (const [n, [type, body]] of ANSWERS.entries()) {
  createServer((_, response) => response.setHeader('content-type', type).end(body)).listen(
    Number(first) + n,
    address,
  );
}
console.log('ready');
