// What lies in a repository, as the API shows it: images, packages, versions and tags. Read only: images come and go at
// the registry's own address.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/artifact-registry';
import { page, type PageRequest } from '../google/serve/paging.ts';
import { timestamp } from '../google/serve/stamps.ts';
import type { Caller } from '../google/allow/members.ts';
import { unary } from '../google/serve/unary.ts';
import { count, existing, requirePermission, type Api } from './api.ts';
import type { ImageVersion } from './content.ts';
import { notFound, parseRepository, type RepositoryName } from './names.ts';

type Named = { readonly name?: string | null };
type List = PageRequest & { readonly parent?: string | null };
type V1 = typeof protos.google.devtools.artifactregistry.v1;
type Image = ConstructorParameters<V1['DockerImage']>[0] & object;
type Package = ConstructorParameters<V1['Package']>[0] & object;
type Version = ConstructorParameters<V1['Version']>[0] & object;
type Tag = ConstructorParameters<V1['Tag']>[0] & object;

export function imageMethods(api: Api): UntypedServiceImplementation {
  return {
    ListDockerImages: unary(api, async (request: List, caller) => {
      const at = await enter(api, request.parent, { caller, permission: 'dockerimages.list' });
      const { items, nextPageToken } = page(
        at.versions.map(imageAt(at.repository)),
        request,
        nameOf,
      );
      return { dockerImages: items, nextPageToken };
    }),
    GetDockerImage: unary(api, async ({ name }: Named, caller): Promise<Image> => {
      const [repository = ''] = (name ?? '').split('/dockerImages/');
      const at = await enter(api, repository, { caller, permission: 'dockerimages.get' });
      return found(at.versions.map(imageAt(at.repository)), name);
    }),
    ListPackages: unary(api, async (request: List, caller) => {
      const at = await enter(api, request.parent, { caller, permission: 'packages.list' });
      const { items, nextPageToken } = page(packagesOf(at), request, nameOf);
      return { packages: items, nextPageToken };
    }),
    ListVersions: unary(api, async (request: List, caller) => {
      const at = await inPackage(api, request.parent, { caller, permission: 'versions.list' });
      const { items, nextPageToken } = page(versionsOf(at), request, nameOf);
      return { versions: items, nextPageToken };
    }),
    ListTags: unary(api, async (request: List, caller) => {
      const at = await inPackage(api, request.parent, { caller, permission: 'tags.list' });
      const { items, nextPageToken } = page(tagsOf(at), request, nameOf);
      return { tags: items, nextPageToken };
    }),
  };
}

interface At {
  readonly repository: RepositoryName;
  readonly versions: readonly ImageVersion[];
}

interface Asking {
  readonly caller: Caller;
  /** Without the name of the service. */
  readonly permission: string;
}

/** Throws as every method of a repository does. */
async function enter(
  api: Api,
  named: string | null | undefined,
  { caller, permission }: Asking,
): Promise<At> {
  const repository = parseRepository(named, api.cloud.projects);
  count(api, repository, 'read');
  const resource = repository.name;
  requirePermission(api, caller, { permission: `artifactregistry.${permission}`, resource });
  existing(api, repository);
  const { id, location, project } = repository;
  const versions = (await api.content(project, location)?.versions(`${project}/${id}`)) ?? [];
  return { repository, versions };
}

/** Throws NOT_FOUND for a package without any version, too. */
async function inPackage(api: Api, parent: string | null | undefined, asking: Asking): Promise<At> {
  const [repository = '', written = ''] = (parent ?? '').split('/packages/');
  const at = await enter(api, repository, asking);
  const versions = at.versions.filter((version) => version.package === decodeURIComponent(written));
  if (versions.length === 0) throw notFound();
  return { ...at, versions };
}

function imageAt({ id, location, name, project }: RepositoryName): (of: ImageVersion) => Image {
  return ({ bytes, digest, mediaType, package: image, tags, uploadedAt }) => ({
    name: `${name}/dockerImages/${encodeURIComponent(image)}@${digest}`,
    uri: `${location}-docker.pkg.dev/${project}/${id}/${image}@${digest}`,
    tags: [...tags],
    imageSizeBytes: String(bytes),
    uploadTime: timeOf(uploadedAt),
    updateTime: timeOf(uploadedAt),
    mediaType,
  });
}

function packagesOf({ repository, versions }: At): readonly Package[] {
  const names = [...new Set(versions.map((version) => version.package))].sort();
  return names.map((name) => {
    const times = versions
      .filter((version) => version.package === name)
      .map(({ uploadedAt }) => uploadedAt)
      .sort((a, b) => a.getTime() - b.getTime());
    const [first = new Date(0), last = first] = [times[0], times.at(-1)];
    return {
      name: `${repository.name}/packages/${encodeURIComponent(name)}`,
      createTime: timeOf(first),
      updateTime: timeOf(last),
    };
  });
}

function versionsOf({ repository, versions }: At): readonly Version[] {
  return versions.map(({ digest, package: image, uploadedAt }) => ({
    name: `${repository.name}/packages/${encodeURIComponent(image)}/versions/${digest}`,
    createTime: timeOf(uploadedAt),
    updateTime: timeOf(uploadedAt),
  }));
}

function tagsOf({ repository, versions }: At): readonly Tag[] {
  return versions.flatMap(({ digest, package: image, tags }) => {
    const parent = `${repository.name}/packages/${encodeURIComponent(image)}`;
    return tags.map((tag) => ({
      name: `${parent}/tags/${tag}`,
      version: `${parent}/versions/${digest}`,
    }));
  });
}

function found<T extends Named>(all: readonly T[], name: string | null | undefined): T {
  const one = all.find((each) => each.name === name);
  if (one === undefined) throw notFound();
  return one;
}

function nameOf({ name }: Named): string {
  return name ?? '';
}

function timeOf(date: Date): ReturnType<typeof timestamp> {
  return timestamp(BigInt(Math.trunc(date.getTime())) * 1000n);
}
