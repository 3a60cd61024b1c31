// What was deployed where, as somebody reported it. Plain JSON, a part of the state.

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  externalUrl: string | null;
  tier: string;
  state: 'available' | 'stopped';
  updatedAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly iid: number;
  readonly environmentId: number;
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly userId: number;
  readonly createdAt: string;
  status: string;
  updatedAt: string;
  /** What else it was begun with, where the forge takes more. */
  readonly asked?: DeploymentWish;
}

export interface DeploymentWish {
  readonly task: string;
  readonly description: string | null;
  /** JSON. */
  readonly payload: unknown;
  readonly transient: boolean;
  readonly production: boolean;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly deploymentId: number;
  readonly userId: number;
  readonly createdAt: string;
  readonly state:
    'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';
  readonly description: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
}
