// An answer of GitLab that is not a success: a status and its exact body.

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** `{"message": …}`, as most of GitLab's refusals are. */
export function refuse(status: number, message: unknown): Refusal {
  return new Refusal(status, { message });
}

/** `{"error": …}`, as a wrong or missing parameter is answered. */
export function badParameter(error: string): Refusal {
  return new Refusal(400, { error });
}

export const notFound = (what: string): Refusal =>
  refuse(404, what === '' ? '404 Not found' : `404 ${what} Not Found`);

export const forbidden = (reason?: string): Refusal =>
  refuse(403, reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}`);
