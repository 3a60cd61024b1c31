// A project's webhooks.

import { randomUUID } from 'node:crypto';
import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import { attemptJson } from '../hooks/manner.ts';
import { isSigningToken } from '../hooks/sign.ts';
import { levels } from '../../forge/model/access.ts';
import { notFound, refuse } from './refusal.ts';
import { hookEvents, type Hook, type HookEvent } from '../../forge/model/state.ts';
import type { Api, Call } from './call.ts';
import type { Input } from './input.ts';
import { paged } from './paging.ts';

export function hookRoutes(api: Api, deliveries: Deliveries<Hook>): void {
  api.project('GET', '/hooks', levels.maintainer, (call) =>
    paged(call, call.project.hooks).map((hook) => hookJson(call, hook)),
  );
  api.project('GET', '/hooks/:hook_id', levels.maintainer, (call) => hookJson(call, theHook(call)));
  api.project('GET', '/hooks/:hook_id/events', levels.maintainer, (call) =>
    paged(call, deliveries.attempts(theHook(call))).map(attemptJson),
  );
  api.project('POST', '/hooks', levels.maintainer, (call) => {
    const { input, project, world } = call;
    input.require('url');
    const hook: Hook = {
      id: world.store.nextId(),
      uuid: randomUUID(),
      createdAt: world.now().toISOString(),
      url: urlOf(input),
      token: input.text('token') ?? '',
      signingToken: signingTokenOf(input) ?? '',
      name: input.text('name') ?? '',
      events: eventsOf(input, ['push']),
    };
    project.hooks.push(hook);
    world.store.save(project);
    void call.reply.code(201);
    return hookJson(call, hook);
  });
  api.project('PUT', '/hooks/:hook_id', levels.maintainer, (call) => {
    const { input, project, world } = call;
    const hook = theHook(call);
    if (input.has('url')) hook.url = urlOf(input);
    hook.token = input.text('token') ?? hook.token;
    hook.signingToken = signingTokenOf(input) ?? hook.signingToken ?? '';
    hook.name = input.text('name') ?? hook.name;
    hook.events = eventsOf(input, hook.events);
    world.store.save(project);
    return hookJson(call, hook);
  });
  api.project('DELETE', '/hooks/:hook_id', levels.maintainer, (call) => {
    const gone = theHook(call);
    call.project.hooks = call.project.hooks.filter((hook) => hook !== gone);
    call.world.store.save(call.project);
    deliveries.drop(gone);
    void call.reply.code(204);
  });
}

function theHook({ project, input }: Call): Hook {
  const found = project.hooks.find(({ id }) => String(id) === input.text('hook_id'));
  if (found === undefined) throw notFound('');
  return found;
}

function urlOf(input: Input): string {
  const url = input.text('url') ?? '';
  if (!/^https?:\/\/[^\s/]/.test(url)) throw refuse(422, 'Invalid url given');
  return url;
}

/** Empty takes it away. */
function signingTokenOf(input: Input): string | undefined {
  const token = input.text('signing_token');
  if (token === undefined || token === '' || isSigningToken(token)) return token;
  throw refuse(422, { signing_token: ['must be in the format whsec_<base64 of 32 bytes>'] });
}

/** `push_events`, `merge_requests_events` …; those not given stay as they were. */
function eventsOf(input: Input, before: readonly HookEvent[]): HookEvent[] {
  return hookEvents.filter((event) => input.flag(`${event}_events`) ?? before.includes(event));
}

function hookJson({ project }: Call, hook: Hook): Record<string, unknown> {
  const on = Object.fromEntries(
    hookEvents.map((event) => [`${event}_events`, hook.events.includes(event)]),
  );
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name,
    description: null,
    created_at: hook.createdAt,
    ...on,
    token_present: hook.token !== '',
    signing_token_present: (hook.signingToken ?? '') !== '',
    enable_ssl_verification: true,
    repository_update_events: false,
    alert_status: 'executable',
    disabled_until: null,
    url_variables: [],
    push_events_branch_filter: null,
    branch_filter_strategy: 'wildcard',
    custom_webhook_template: '',
    custom_headers: [],
    project_id: project.id,
    issues_events: false,
    confidential_issues_events: false,
    confidential_note_events: null,
    job_events: false,
    pipeline_events: false,
    wiki_page_events: false,
    deployment_events: false,
    releases_events: false,
    emoji_events: false,
  };
}
