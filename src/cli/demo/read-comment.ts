// A comment as a terminal can show it: without what is hidden, with folded parts closed.

/** Hidden comments go, folds become one line each, and blank lines are not piled up. */
export function readComment(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<details>\s*<summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, '▸ $1')
    .replace(/<br ?\/?>/g, ' · ')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\\([\\`*_{}[\]()#+.!|~-])/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
