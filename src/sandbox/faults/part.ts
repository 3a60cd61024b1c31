// A part of the sandbox that can be told to fail, as it describes itself.

import type { Effect } from './fault.ts';

export interface Method {
  /** As it is listed: `POST /projects/:id/merge_requests`, `UpdateService`, `push`. */
  readonly name: string;
  /** Other names that people may use. */
  readonly also?: readonly string[];
}

export interface Part {
  readonly service: string;
  /** One line for people. */
  readonly about: string;
  /** What `status` means here; null: it cannot be told to answer one. */
  readonly protocol: 'http' | 'grpc' | null;
  readonly effects: readonly Effect[];
  /** By what a fault may be narrowed; `path` matches a part of it, all others the whole. */
  readonly where: readonly string[];
  readonly methods: readonly Method[];
}

/** One request, as the part understood it. */
export interface Seen {
  /** The name of a listed method. */
  readonly method: string;
  /** What came, where that says more: `GET /projects/12/merge_requests/3`. */
  readonly spelled?: string;
  readonly where: Readonly<Record<string, string>>;
}
