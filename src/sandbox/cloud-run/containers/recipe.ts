// From a revision's template to what is started on this machine.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindImageStore } from '../../images.ts';
import type { Image } from './image.ts';
import { findImage } from './image.ts';
import { inside } from './inside.ts';
import type { Recipe } from './instances.ts';
import type { Isolation } from './isolation.ts';
import { hostCommand } from './isolation.ts';
import type { Container, RevisionState, ServiceKey } from '../messages.ts';
import type { Secrets } from './secrets.ts';
import { unpacked } from './unpack.ts';

export interface Kitchen {
  /** Reads, checks and unpacks the revision's image. Throws an ImageFailure. */
  prepare(revision: RevisionState): Promise<Image>;
  recipe(key: ServiceKey, revision: RevisionState): Promise<Recipe>;
  logFile(key: ServiceKey, revision: string): string;
}

export interface KitchenOptions {
  readonly dir: string;
  readonly findImage: FindImageStore;
  readonly isolation: Isolation;
  readonly secrets: Secrets;
}

export function createKitchen(options: KitchenOptions): Kitchen {
  const { dir, findImage: find, isolation, secrets } = options;
  const unpacking = new Map<string, Promise<string>>();

  function root(image: Image): Promise<string> {
    const going = unpacking.get(image.digest);
    if (going !== undefined) return going;
    const started = unpacked(image, join(dir, 'images')).finally(() => {
      unpacking.delete(image.digest);
    });
    unpacking.set(image.digest, started);
    return started;
  }

  function logFile({ id, project, region }: ServiceKey, revision: string): string {
    return join(dir, 'logs', `${project}--${region}--${id}`, `${revision}.log`);
  }

  async function prepare(revision: RevisionState): Promise<Image> {
    const image = await findImage(find, serving(revision)?.image ?? '');
    await root(image);
    return image;
  }

  return {
    prepare,
    logFile,
    async recipe(key, revision) {
      const container = serving(revision) ?? {};
      const image = await prepare(revision);
      const folder = await root(image);
      return {
        logFile: logFile(key, revision.name),
        startup: container.startupProbe ?? {},
        liveness: container.livenessProbe ?? null,
        async command(port) {
          const workingDir = container.workingDir || image.config.workingDir;
          // Container runtimes make the working directory when the image has none.
          await mkdir(await inside(folder, workingDir), { recursive: true });
          const surroundings = { key, revision: revision.name, container, image, port };
          const environment = environmentOf(surroundings);
          const line = lineOf(container, image);
          const values = secrets.environment(key, revision, container);
          const program = { root: folder, line, workingDir, environment, secrets: values };
          return hostCommand(program, isolation);
        },
      };
    },
  };
}

/** The container that has the port: the others of a revision are not run here. */
export function serving({ template }: RevisionState): Container | undefined {
  return template.containers?.find(({ ports }) => ports?.length);
}

/** A command takes the place of entrypoint and arguments, arguments alone that of the image's command. */
function lineOf({ args, command }: Container, { config }: Image): readonly string[] {
  const entrypoint = command?.length ? command : config.entrypoint;
  const rest = args?.length ? args : command?.length ? [] : config.command;
  return [...entrypoint, ...rest];
}

interface Surroundings {
  readonly key: ServiceKey;
  readonly revision: string;
  readonly container: Container;
  readonly image: Image;
  readonly port: number;
}

function environmentOf({
  container,
  image,
  key,
  port,
  revision,
}: Surroundings): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const line of image.config.environment) {
    const at = line.indexOf('=');
    if (at > 0) environment[line.slice(0, at)] = line.slice(at + 1);
  }
  for (const { name, value, valueSource } of container.env ?? []) {
    if (name && !valueSource) environment[name] = value ?? '';
  }
  return {
    ...environment,
    PORT: String(port),
    K_SERVICE: key.id,
    K_REVISION: revision,
    K_CONFIGURATION: key.id,
  };
}
