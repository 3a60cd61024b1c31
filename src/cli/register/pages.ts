// The pages that a person sees while registering the App.

/** HTML, and the status that goes with it. */
export interface Page {
  readonly status: number;
  readonly html: string;
}

export function beginPage(manifest: object, action: string): Page {
  return page(200, 'Register Runway as a GitHub App', [
    `<p>GitHub shows what the App is called and asks you to create it.</p>`,
    `<form method="post" action="${escaped(action)}">`,
    `<input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}">`,
    `<button>Go on to ${escaped(new URL(action).host)}</button>`,
    `</form>`,
  ]);
}

export function donePage(install: string): Page {
  return page(200, 'The App is registered', [
    `<p>Its key and its secret are on the machine where the command ran. Close this page when you have installed it.</p>`,
    `<p><a href="${escaped(install)}">Install it on the repositories</a></p>`,
  ]);
}

export function refusalPage(status: number, why: string): Page {
  return page(status, 'The App is not registered', [`<p>${escaped(why)}</p>`]);
}

function page(status: number, title: string, body: readonly string[]): Page {
  const html = [
    '<!doctype html>',
    '<html lang="en"><meta charset="utf-8">',
    `<title>${title}</title>`,
    '<style>body{font:1rem/1.5 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}</style>',
    `<h1>${title}</h1>`,
    ...body,
    '</html>',
    '',
  ];
  return { status, html: html.join('\n') };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
