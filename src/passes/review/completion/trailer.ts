// How a commit says whose release it completes.

export const COMPLETED_TRAILER = 'Runway-Completed';
