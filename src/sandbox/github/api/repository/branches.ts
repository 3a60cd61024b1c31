// Branches and their protection: https://docs.github.com/en/rest/branches

import { readCommit } from '../../../forge/git/commits.ts';
import { protection } from '../../../forge/model/access.ts';
import type { Api, Call } from '../call.ts';
import { apiOf, pageOf } from '../entities/addresses.ts';
import { commitJson } from '../entities/commit.ts';
import { paged } from '../paging.ts';
import { branchTip } from '../the-commit.ts';

export function branchRoutes(api: Api): void {
  api.repo('GET', '/branches', 'contents', (call) => {
    const { project, input } = call;
    const wanted = input.text('protected');
    const names = Object.keys(project.refs)
      .flatMap((ref) => (ref.startsWith('refs/heads/') ? [ref.slice('refs/heads/'.length)] : []))
      .filter((name) => wanted === undefined || String(isProtected(call, name)) === wanted)
      .sort();
    return paged(call, names).map((name) => brief(call, name));
  });
  api.repo('GET', '/branches/*', 'contents', async (call) => {
    const name = call.input.text('*') ?? '';
    const { world, project, repository } = call;
    const commit = await readCommit(repository, branchTip(call, name));
    const { protected: guarded, protection: rules, protection_url: url } = brief(call, name);
    return {
      name,
      commit: await commitJson(world, project, commit),
      _links: {
        self: `${apiOf(world, project)}/branches/${name}`,
        html: `${pageOf(world, project)}/tree/${name}`,
      },
      protected: guarded,
      protection: rules,
      protection_url: url,
    };
  });
}

function isProtected({ project }: Call, name: string): boolean {
  return protection(project, name) !== null;
}

function brief(call: Call, name: string) {
  const { world, project } = call;
  const sha = branchTip(call, name);
  const url = apiOf(world, project);
  const rule = protection(project, name);
  const checks = rule?.checks ?? [];
  return {
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: rule !== null,
    protection: {
      enabled: rule !== null,
      required_status_checks: {
        enforcement_level: checks.length > 0 ? 'non_admins' : 'off',
        contexts: checks,
        checks: checks.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${url}/branches/${name}/protection`,
  };
}
