// Tuned by hand: node:http, one HMAC over the raw bytes, BullMQ. No framework, no library of Shopify's.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

import { serve } from './cluster.mjs';

const SECRET = process.env.SHOPIFY_API_SECRET;

function isSigned(body, header) {
  const given = Buffer.from(header ?? '', 'base64');
  const wanted = createHmac('sha256', SECRET).update(body).digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

await serve(async () => {
  const { queue } = await import('./queue.mjs');

  async function store(headers, chunks) {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    if (!isSigned(body, headers['x-shopify-hmac-sha256'])) return 401;
    const data = { shop: headers['x-shopify-shop-domain'], body: body.toString() };
    await queue.add(headers['x-shopify-topic'], data, { jobId: headers['x-shopify-webhook-id'] });
    return 200;
  }

  const server = createServer((request, response) => {
    if (request.method !== 'POST') return response.end('ok');
    const chunks = [];
    const answer = (status) => {
      response.statusCode = status;
      response.end();
    };
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => store(request.headers, chunks).then(answer, () => answer(503)));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env.PORT), '127.0.0.1', 1024);
});
