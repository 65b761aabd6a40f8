import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes every post at once and remembers nothing: what is measured is the client. */
let posts = 0;
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    posts += 1;
    const id = `p${posts}`;
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, url: `https://network.example/posts/${id}` }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
