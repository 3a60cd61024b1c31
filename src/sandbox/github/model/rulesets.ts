// What a repository's rulesets ask for: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets

import type { MergeMethod, Project } from '../../forge/model/state.ts';

/** Lets the project's rulesets, all of them together, decide about its default branch. The caller saves. */
export function applyRulesets(project: Project): void {
  const rules = project.rulesets
    .filter(({ enforcement }) => enforcement === 'active')
    .flatMap((ruleset) => ruleset.rules);
  const queue = rules.find(({ type }) => type === 'merge_queue');
  project.mergeQueue = queue !== undefined;
  project.queueMethod = methodOf(queue?.parameters?.['merge_method']);
  const required = rules.filter(({ type }) => type === 'required_status_checks');
  const checks = required.flatMap(({ parameters }) => namesIn(parameters));
  project.protectedBranches = project.protectedBranches.map(({ checks: _before, ...rule }) =>
    rule.name === project.defaultBranch && required.length > 0 ? { ...rule, checks } : rule,
  );
}

function methodOf(word: unknown): MergeMethod {
  if (word === 'SQUASH') return 'squash';
  return word === 'REBASE' ? 'rebase' : 'merge';
}

function namesIn(parameters: Readonly<Record<string, unknown>> | undefined): string[] {
  const list = parameters?.['required_status_checks'];
  return (Array.isArray(list) ? list : []).map((one) =>
    String((one as { context: unknown }).context),
  );
}
