// The secrets that strangers have to show at the bot's doors.

import { Failure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { freshSecrets, type Secrets } from '../../server/fresh-secrets.ts';
import type { WebhookSecrets } from '../../server/webhooks/gitlab/admission.ts';
import { signingKey } from '../../server/webhooks/gitlab/signature.ts';
import type { GitLabForge, Secret } from '../../documents/generated/documents.ts';
import type { LoadedSettings } from '../settings.ts';

export interface BotSecrets {
  readonly readToken: Secrets;
  readonly webhooks: ForgeSecrets;
}

/** By what webhooks of the forge are known. */
export type ForgeSecrets =
  | { readonly kind: 'gitlab'; readonly secrets: WebhookSecrets }
  | { readonly kind: 'github'; readonly secrets: Secrets; readonly appId: number };

/** Each is read once, so that the bot does not start without; from then on they are read anew. */
export async function botSecrets(
  loaded: LoadedSettings,
  { now }: Pick<Clock, 'now'>,
): Promise<BotSecrets> {
  const { forge, server } = loaded.settings;
  const secretsIn = async (secret: Secret): Promise<Secrets> => {
    const secrets = freshSecrets(() => loaded.secret(secret), now);
    await secrets();
    return secrets;
  };
  const webhooks: ForgeSecrets =
    forge.kind === 'github'
      ? { kind: 'github', secrets: await secretsIn(forge.webhookSecret), appId: forge.app.id }
      : { kind: 'gitlab', secrets: await gitLabSecrets(forge, secretsIn) };
  return { readToken: await secretsIn(server.readToken), webhooks };
}

async function gitLabSecrets(
  { webhookSecret, webhookSigningSecret }: GitLabForge,
  secretsIn: (secret: Secret) => Promise<Secrets>,
): Promise<WebhookSecrets> {
  if (webhookSecret === undefined && webhookSigningSecret === undefined) {
    throw invalid(
      'The settings name nothing by which webhooks are known.',
      'Name `forge.webhookSigningSecret`, `forge.webhookSecret`, or both.',
    );
  }
  const signing = webhookSigningSecret === undefined ? null : await secretsIn(webhookSigningSecret);
  if (signing !== null && (await signing()).some((secret) => signingKey(secret) === null)) {
    throw invalid(
      'What `forge.webhookSigningSecret` names is not `whsec_` and the base64 of 32 bytes.',
      'Copy the signing token from the webhook on GitLab as it is, one a line.',
    );
  }
  return { token: webhookSecret === undefined ? null : await secretsIn(webhookSecret), signing };
}

function invalid(message: string, hint: string): Failure {
  return new Failure({ code: 'RUNWAY_SETTINGS_INVALID', message, hint, retry: 'never' });
}
