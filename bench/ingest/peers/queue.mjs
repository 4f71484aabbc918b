// One BullMQ queue; the job id is the webhook id, so a repeated delivery adds nothing.
import { Queue } from 'bullmq';

const url = new URL(process.env.REDIS_URL);

export const queue = new Queue('webhooks', {
  connection: { host: url.hostname, port: Number(url.port), maxRetriesPerRequest: null },
});
