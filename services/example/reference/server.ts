// The example service itself, in memory. It imports nothing of ours, as a service in another language could not either.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    /** Every tenth item: `free` costs nothing, `nameless` has no name, `swapped` is another than was asked for. */
    defects: { type: 'string', default: '' },
    'exit-with-parent': { type: 'boolean', default: false },
  },
});

const ITEMS = [
  { id: 1, name: 'apple', price: 0.4 },
  { id: 2, name: 'pear', price: 0.6 },
];
let asked = 0;

function toItem(id: number): object | undefined {
  const item = ITEMS.find((one) => one.id === id);
  if (!item || ++asked % 10 !== 0) return item;
  if (values.defects === 'free') return { ...item, price: 0 };
  if (values.defects === 'swapped') return ITEMS.find((one) => one.id !== id);
  return values.defects === 'nameless' ? { ...item, name: '' } : item;
}

const server = createServer(({ url = '' }, response) => {
  const [, id] = /^\/items\/(\d+)$/.exec(url) ?? [];
  const found = url === '/items' ? ITEMS : toItem(Number(id));
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { error: 'not found' }));
});
// Whoever started us holds our stdin: when it is gone, however it went, so are we.
if (values['exit-with-parent']) process.stdin.resume().on('end', () => process.exit(0));
server.listen(Number(values.port), values.host, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port could be had');
  console.log(JSON.stringify({ listening: `http://${values.host}:${address.port}` }));
});
