// What the front door says itself, in the manner of Google's front end.

import type { ServerResponse } from 'node:http';

const PAGES = {
  400: ['Bad Request', 'Your client has issued a malformed or illegal request.'],
  401: ['Unauthorized', 'Your client does not have permission to the requested URL.'],
  403: [
    'Forbidden',
    'Your client does not have permission to get the requested URL from this server.',
  ],
  404: ['Page not found', 'The requested URL was not found on this server.'],
  503: [
    'Service Unavailable',
    'The service you requested is not available yet. Please try again in 30 seconds.',
  ],
} as const;

export type OwnStatus = keyof typeof PAGES;

export function answerPage(response: ServerResponse, code: OwnStatus): void {
  const [title, words] = PAGES[code];
  const html = `<html><head>
<meta http-equiv="content-type" content="text/html;charset=utf-8">
<title>${code} ${title}</title>
</head>
<body text=#000000 bgcolor=#ffffff>
<h1>Error: ${title}</h1>
<h2>${words}</h2>
</body></html>
`;
  const challenge = code === 401 || code === 403 ? { 'www-authenticate': 'Bearer' } : {};
  response.writeHead(code, { 'content-type': 'text/html; charset=UTF-8', ...challenge });
  response.end(html);
}

/** A request that the revision did not answer, as the load balancer words it. */
export function answerText(response: ServerResponse, code: 503 | 504, words: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(code, { 'content-type': 'text/plain' });
  response.end(words);
}
