// Rulesets for the default branch: https://docs.github.com/rest/repos/rules

import type { Rule, Ruleset } from '../../forge/model/ruleset.ts';
import { levels } from '../../forge/model/access.ts';
import { applyRulesets } from '../model/rulesets.ts';
import type { Api, Call } from './call.ts';
import { apiOf } from './entities/addresses.ts';
import { nodeId } from './entities/node-id.ts';
import { githubTime } from './entities/time.ts';
import { notFound, unprocessable } from './errors.ts';
import { paged } from './paging.ts';
import { reader } from './schema.ts';

/** Those that this GitHub acts on. */
const known = ['merge_queue', 'required_status_checks'];

export function rulesetRoutes(api: Api): void {
  api.repo('GET', '/rulesets', 'metadata', (call) =>
    paged(call, call.project.rulesets).map((one) => brief(call, one)),
  );
  api.repo('GET', '/rulesets/:ruleset_id', 'metadata', (call) => whole(call, theRuleset(call)));
  api.repo('POST', '/rulesets', 'administration', (call) => {
    requireAdmin(call);
    const { project, world } = call;
    const now = world.now().toISOString();
    const ruleset: Ruleset = {
      ...wishOf(call),
      id: world.store.nextId(),
      createdAt: now,
      updatedAt: now,
    };
    project.rulesets.push(ruleset);
    keep(call);
    void call.reply.code(201);
    return whole(call, ruleset);
  });
  api.repo('PUT', '/rulesets/:ruleset_id', 'administration', (call) => {
    requireAdmin(call);
    const ruleset = theRuleset(call);
    Object.assign(ruleset, wishOf(call), { updatedAt: call.world.now().toISOString() });
    keep(call);
    return whole(call, ruleset);
  });
  api.repo('DELETE', '/rulesets/:ruleset_id', 'administration', (call) => {
    requireAdmin(call);
    const gone = theRuleset(call);
    call.project.rulesets = call.project.rulesets.filter((one) => one !== gone);
    keep(call);
    void call.reply.code(204);
  });
}

function wishOf({ body, project }: Call): Pick<Ruleset, 'name' | 'enforcement' | 'rules'> {
  const given = reader(body);
  given.require('name', 'enforcement');
  const name = given.text('name') ?? '';
  const enforcement = given.word('enforcement', ['active', 'disabled', 'evaluate']);
  const target = given.word('target', ['branch', 'tag', 'push']) ?? 'branch';
  const refs = given.object('conditions')?.object('ref_name')?.texts('include') ?? [];
  given.done();
  const meant = refs.every((ref) =>
    ['~DEFAULT_BRANCH', '~ALL', `refs/heads/${project.defaultBranch}`].includes(ref),
  );
  if (target !== 'branch' || refs.length === 0 || !meant)
    throw unprocessable('Validation Failed', ['This GitHub has rules for the default branch only']);
  return {
    name,
    enforcement: enforcement === 'active' ? 'active' : 'disabled',
    rules: rulesOf(body),
  };
}

function rulesOf(body: Readonly<Record<string, unknown>>): Rule[] {
  const list = Array.isArray(body['rules']) ? (body['rules'] as Rule[]) : [];
  for (const { type } of list)
    if (!known.includes(type))
      throw unprocessable('Validation Failed', [`This GitHub does not know the rule ${type}`]);
  return list;
}

function keep({ project, world }: Call): void {
  applyRulesets(project);
  world.store.save(project);
  world.changed(project);
}

function requireAdmin({ level }: Call): void {
  if (level < levels.maintainer) throw notFound();
}

function theRuleset({ input, project }: Call): Ruleset {
  const found = project.rulesets.find(({ id }) => String(id) === input.text('ruleset_id'));
  if (found === undefined) throw notFound();
  return found;
}

function brief({ project, world }: Call, ruleset: Ruleset): Record<string, unknown> {
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: 'branch',
    source_type: 'Repository',
    source: project.path,
    enforcement: ruleset.enforcement,
    node_id: nodeId('RepositoryRuleset', ruleset.id),
    _links: {
      self: { href: `${apiOf(world, project)}/rulesets/${ruleset.id}` },
      html: { href: `${world.url()}/${project.path}/rules/${ruleset.id}` },
    },
    created_at: githubTime(ruleset.createdAt),
    updated_at: githubTime(ruleset.updatedAt),
  };
}

function whole(call: Call, ruleset: Ruleset): Record<string, unknown> {
  return {
    ...brief(call, ruleset),
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: ruleset.rules,
    bypass_actors: [],
    current_user_can_bypass: 'never',
  };
}
