// What usually lies behind a revision that does not start, and what to do about it.

interface Cause {
  /** In the runtime's own words: Cloud Run's troubleshooting page and its API's conditions. */
  readonly when: RegExp;
  readonly hint: string;
}

const CAUSES: readonly Cause[] = [
  {
    when: /failed to start and listen on the port/i,
    hint:
      'Most likely the program ended at start, or it does not listen on the port in `PORT`. ' +
      'Its log says which; mend it and release a new version.',
  },
  {
    when: /image .*(not found|does not exist)|could not be pulled/i,
    hint: 'The image is not where the revision looks for it. Release the version again, so that it is copied anew.',
  },
  {
    when: /Permission denied on secret/i,
    hint:
      'Runway has let its account read that secret, and Google still refuses it: whoever runs Runway looks for a ' +
      'deny policy or an organisation policy. Then release it again.',
  },
  {
    when: /memory limit/i,
    hint: 'It needs more memory: raise `resources.limits.memory` in the manifest, or in `overrides`.',
  },
  {
    when: /(startup|health) (probe|check)/i,
    hint:
      'The startup probe never succeeded: see that its `path` answers 200 and that ' +
      '`failure_threshold` times `period_seconds` is long enough.',
  },
  {
    when: /quota/i,
    hint: 'A quota of the region is used up: lower `scalability.max_instances`, or ask for more.',
  },
];

/** One or two sentences; general advice where the words tell nothing. */
export function likelyCause(words: string): string {
  return (
    CAUSES.find(({ when }) => when.test(words))?.hint ??
    'Mend what the message names and release a new version.'
  );
}
