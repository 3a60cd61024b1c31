// The regions that the sandbox's Google has.

/** The letters that stand for a region in a `run.app` host name. */
export const REGION_CODES: Readonly<Record<string, string>> = {
  'us-central1': 'uc',
  'us-east1': 'ue',
  'us-east4': 'uk',
  'us-west1': 'uw',
  'europe-north1': 'lz',
  'europe-west1': 'ew',
  'europe-west2': 'nw',
  'europe-west3': 'ey',
  'europe-west4': 'ez',
  'asia-east1': 'de',
  'asia-northeast1': 'an',
  'asia-southeast1': 'as',
  'australia-southeast1': 'ts',
};

export const REGIONS: readonly string[] = Object.keys(REGION_CODES);
