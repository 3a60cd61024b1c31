// Whether an image is the workload's own: another team's runs just as well under this one's name.

import type { Draft } from './complete.ts';
import { releaseBlock } from './release-block.ts';
import { splitTarget } from '../../../resources/address.ts';

/** A sentence for reviewers where nothing in the image's path names the service project or the workload. */
export function strangeImage({ target, workload, deployment }: Draft): readonly string[] {
  const { image } = releaseBlock(deployment.value);
  const { project } = workload.value.spec;
  const [, ...path] = image.split('/');
  const own = `/${path.join('/')}/`.includes(`/${project.toLowerCase()}/`);
  if (own || path.includes(splitTarget(target).workload)) return [];
  return [
    `The image \`${image}\` does not look like one of \`${project}\`: see that ${target} is meant to run it.`,
  ];
}
