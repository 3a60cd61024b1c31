// What makes and looks at the kinds of resources that a program has.

import { createArtifactRegistry } from '../../adapters/artifact-registry/artifact-registry.ts';
import { createPullCheck } from '../../adapters/artifact-registry/may-pull.ts';
import { createCloudRun } from '../../adapters/cloud-run/cloud-run.ts';
import { createParkedServices } from '../../adapters/cloud-run/parked-service.ts';
import { createNewcomers } from '../../adapters/google/newcomers.ts';
import { createGoogleIam } from '../../adapters/google-iam/google-iam.ts';
import { createActAsCheck } from '../../adapters/google-iam/may-act-as.ts';
import { createProjectReader } from '../../adapters/google-iam/project-reader.ts';
import { createImageProvider } from '../../adapters/registry/image-provider.ts';
import { createSecretManager } from '../../adapters/secret-manager/secret-manager.ts';
import type { Budget } from '../../ports/budget.ts';
import type { Provider } from '../../ports/provider.ts';
import type { ProgramName } from '../../resources/program.ts';
import { systemClock } from '../clock.ts';
import type { Telling } from './connect.ts';
import { cloudRunConnection, googleCa, iamConnection } from './google.ts';
import { imagesOf } from './registries.ts';
import { vaultAccessOf, vaultOf } from './vault.ts';
import type { LoadedSettings } from '../settings.ts';

type Own = Telling & {
  /** Of writes to the runtime. */
  readonly budget: Budget;
};

/** Nothing is loaded or asked before the first call. */
export async function providersOf(
  program: ProgramName,
  loaded: LoadedSettings,
  own: Own,
): Promise<readonly Provider[]> {
  const parts = await partsOf(program, loaded, own);
  const projects = createProjectReader(parts.iam);
  switch (program) {
    case 'reconciler':
      return [
        createImageProvider({ client: imagesOf(loaded, parts) }),
        createSecretManager({
          ...parts,
          ...endpointOf(loaded, 'secretManager'),
          vault: await vaultOf(program, loaded, own),
          projects,
        }),
        createCloudRun(parts.cloudRun),
        createActAsCheck(parts.iam),
        createPullCheck({
          ...parts,
          ...endpointOf(loaded, 'artifactRegistry'),
          projects,
        }),
      ];
    case 'provisioner':
      return [
        createGoogleIam(parts.iam),
        createArtifactRegistry({ ...parts, ...endpointOf(loaded, 'artifactRegistry') }),
        createParkedServices(parts.cloudRun),
        await vaultAccessOf(program, loaded, own),
      ];
  }
}

/** What several of them need. */
async function partsOf(program: ProgramName, loaded: LoadedSettings, own: Own) {
  const { budget, calls, log } = own;
  const clock = systemClock;
  const identity = own.identities(program);
  const newcomers = createNewcomers(clock);
  const common = { ...(await googleCa(loaded)), calls, clock, identity, log, newcomers };
  const writesPerMinute = loaded.settings.cloudRun?.writesPerMinute;
  return {
    ...common,
    cloudRun: {
      ...(await cloudRunConnection(loaded, identity)),
      budget,
      calls,
      clock,
      log,
      newcomers,
      ...(writesPerMinute === undefined ? {} : { writesPerMinute }),
    },
    iam: { ...common, ...(await iamConnection(loaded)) },
  };
}

function endpointOf(
  { settings }: LoadedSettings,
  api: 'secretManager' | 'artifactRegistry',
): { readonly endpoint?: string } {
  const endpoint = settings.google?.endpoints?.[api];
  return endpoint === undefined ? {} : { endpoint };
}
