// A method of IAM or one of its neighbours, as all of them describe theirs.

import type { Caller } from '../allow/members.ts';
import type { Cloud } from '../cloud.ts';

export type ApiName = 'iam' | 'iam-credentials' | 'sts' | 'resource-manager' | 'oidc';

export interface Call {
  readonly cloud: Cloud;
  readonly caller: Caller;
  /** What stands for the `{names}` of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

export type Body = Readonly<Record<string, unknown>>;

interface Named {
  readonly api: ApiName;
  /** The id in Google's discovery document, without the name of the API: `projects.serviceAccounts.get`. */
  readonly id: string;
  /** The method's name in the service definition: `GetServiceAccount`. */
  readonly name: string;
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `/v1/projects/{project}:getIamPolicy` */
  readonly path: string;
}

/** Answers with JSON, or throws a CloudRefusal. */
export interface Method extends Named {
  readonly answer: (call: Call) => object;
}

/** Answers everybody, with a status of its own. */
export interface OpenMethod extends Named {
  readonly open: (call: Omit<Call, 'caller'>) => { readonly status: number; readonly body: object };
}

export type AnyMethod = Method | OpenMethod;

/** The text under a key; empty where there is none. */
export function text(body: Body, key: string): string {
  const value = body[key];
  return typeof value === 'string' ? value : '';
}

/** The texts of a list under a key. */
export function texts(body: Body, key: string): readonly string[] {
  const value = body[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function object(body: Body, key: string): Body {
  const value = body[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Body)
    : {};
}
