import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Takes every post at once and makes nothing of it: what is measured is the client. `GET /arrivals`
 * tells when each text came whole, in milliseconds since 1970.
 */
let posts = 0;
const arrivals: Record<string, number> = {};
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(arrivals));
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    posts += 1;
    const id = `p${posts}`;
    arrivals[JSON.parse(body).text] = performance.timeOrigin + performance.now();
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, url: `https://network.example/posts/${id}` }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
