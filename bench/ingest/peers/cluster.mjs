// Both peers run as a cluster: the first process listens and forks, the others answer.
import cluster from 'node:cluster';

const PROCESSES = Number(process.env.PROCESSES ?? 2);

export async function serve(worker) {
  if (!cluster.isPrimary) return worker();
  for (let i = 0; i < PROCESSES; i += 1) cluster.fork();
  const end = () => {
    for (const child of Object.values(cluster.workers)) child.process.kill('SIGKILL');
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // A peer that lost a process would be measured at half its strength: fail instead.
  cluster.on('exit', (child, code) => {
    console.error(`process ${child.process.pid} ended with ${code}`);
    process.exit(1);
  });
}
