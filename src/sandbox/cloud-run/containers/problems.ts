// Why revisions fail, besides their image, in the vendor's words.

import { status } from '@grpc/grpc-js';
import type { Problem, RevisionState, ServiceKey } from '../messages.ts';
import { serving } from './recipe.ts';
import { logUri } from '../service/write.ts';

export function startProblem(key: ServiceKey, revision: RevisionState): Problem {
  const port = serving(revision)?.ports?.[0]?.containerPort ?? 8080;
  return {
    message: [
      `The user-provided container failed to start and listen on the port defined provided by the PORT=${port} environment variable within the allocated timeout. This can happen when the container port is misconfigured or if the timeout is too short. The health check timeout can be extended. Logs for this revision might contain more information.`,
      `Logs URL: ${logUri(key, revision.name)}`,
      'For more troubleshooting guidance, see https://cloud.google.com/run/docs/troubleshooting#container-failed-to-start',
    ].join('\n\n'),
    code: status.FAILED_PRECONDITION,
    reason: { revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' },
  };
}
