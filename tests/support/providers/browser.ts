/** What a browser sends to the service in the end. */
export interface CallbackRequest {
  readonly method: 'GET' | 'POST';
  /** The registered address, and the query of a GET. */
  readonly url: string;
  /** Of Apple's form. */
  readonly body?: URLSearchParams;
}

export interface BrowserOptions {
  /** Where an address is really found; see `reach` of the stubs. */
  readonly reach?: (address: string) => string;
  /** Who signs in, where a page offers several accounts. */
  readonly account?: string;
}

export interface Browser {
  /** Goes to an address, signs in and consents where a page asks for it, and stops before the service. */
  visit(authorizationUrl: string): Promise<CallbackRequest>;
}

/** The cookies of all sites, and no scripts. */
export function openBrowser({
  reach = (url) => url,
  account = 'ada',
}: BrowserOptions = {}): Browser {
  const cookies = new Map<string, Map<string, string>>();

  async function send({ method, url, body }: CallbackRequest): Promise<Response> {
    const jar = cookies.get(new URL(url).origin) ?? new Map<string, string>();
    cookies.set(new URL(url).origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(reach(url), {
      method,
      redirect: 'manual',
      headers: { cookie },
      ...(body && { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  return {
    async visit(authorizationUrl) {
      let next: CallbackRequest = { method: 'GET', url: authorizationUrl };
      for (let step = 0; step < 12; step += 1) {
        const response = await send(next);
        const page = await response.text();
        const location = response.headers.get('location');
        if (location !== null) next = { method: 'GET', url: new URL(location, next.url).href };
        else if (response.ok) next = filledIn(page, next.url, account);
        else throw new Error(`${next.url} answers ${response.status}: ${page}`);
        if (/\/callback\/[\w-]+$/.test(new URL(next.url).pathname)) return next;
      }
      throw new Error(`${authorizationUrl} leads nowhere`);
    },
  };
}

/** The first form of a page, sent. A button that names an account is pressed. */
function filledIn(page: string, url: string, account: string): CallbackRequest {
  const action = /<form[^>]* action="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`${url} is no page with a form: ${page}`);
  const body = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
  )) {
    body.set(name, unescaped(value));
  }
  if (page.includes('name="account"')) body.set('account', account);
  return { method: 'POST', url: new URL(unescaped(action), url).href, body };
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** Sends what a browser would to the service, wherever it listens. Follows nothing. */
export function deliver(
  service: string,
  { method, url, body }: CallbackRequest,
): Promise<Response> {
  const { pathname, search } = new URL(url);
  return fetch(`${service}${pathname}${search}`, {
    method,
    redirect: 'manual',
    ...(body && { body, headers: { origin: 'null' } }),
  });
}
