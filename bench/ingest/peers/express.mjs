// The official way: express, @shopify/shopify-app-express for the webhook, BullMQ for the job.
import express from 'express';
import { ApiVersion, DeliveryMethod, LogSeverity } from '@shopify/shopify-api';
import { shopifyApp } from '@shopify/shopify-app-express';
import { MemorySessionStorage } from '@shopify/shopify-app-session-storage-memory';

import { serve } from './cluster.mjs';

const PATH = '/webhooks/shopify';

await serve(async () => {
  const { queue } = await import('./queue.mjs');
  const shopify = shopifyApp({
    api: {
      apiVersion: ApiVersion.October26,
      scopes: ['read_orders'],
      hostName: 'app.example',
      hostScheme: 'https',
      logger: { level: LogSeverity.Warning }, // one line a request, as by default, would slow it
    },
    auth: { path: '/auth', callbackPath: '/auth/callback' },
    webhooks: { path: PATH },
    sessionStorage: new MemorySessionStorage(),
  });
  const callback = async (topic, shop, body, webhookId) => {
    await queue.add(topic, { shop, body }, { jobId: webhookId });
  };
  const webhookHandlers = { ORDERS_CREATE: { deliveryMethod: DeliveryMethod.Http, callbackUrl: PATH, callback } };
  const app = express();
  app.disable('x-powered-by');
  app.post(PATH, ...[shopify.processWebhooks({ webhookHandlers })].flat());
  app.get('/healthz', (_request, response) => response.send('ok'));
  app.listen(Number(process.env.PORT), '127.0.0.1', 1024);
});
