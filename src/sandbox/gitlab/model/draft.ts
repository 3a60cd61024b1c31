// On GitLab a merge request is a draft when its title says so.

const draft = /^\s*(\[draft\]|draft:|\(draft\))/i;

export const isDraft = (title: string): boolean => draft.test(title);
