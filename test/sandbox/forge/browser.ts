// A browser without JavaScript.

export interface Browser {
  open(path: string): Promise<string>;
  /** Sends a form of the page last opened; answers where it leads. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Response>;
}

export function browser(url: string): Browser {
  let cookie = '';
  let formKey = '';
  return {
    async open(path) {
      const text = await (await fetch(url + path, { headers: { cookie } })).text();
      formKey = /name="form_key" value="([^"]+)"/.exec(text)?.[1] ?? '';
      return text;
    },
    async send(path, fields) {
      const response = await fetch(url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie },
        body: new URLSearchParams({ form_key: formKey, ...fields }),
      });
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return response;
    },
  };
}

export async function signedIn(url: string, user: string): Promise<Browser> {
  const visitor = browser(url);
  await visitor.open('/');
  await visitor.send('/-/sign-in', { user, back: '/' });
  return visitor;
}
