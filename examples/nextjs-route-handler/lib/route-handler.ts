import {
  HeaderMap,
  type ApolloServer,
  type BaseContext,
  type HTTPGraphQLResponse,
} from '@apollo/server';

/** Apollo Server as a route handler: a function from a Request of the web to a Response. */
export function createRouteHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  contextOf: (request: Request) => Promise<Context>,
) {
  apollo.startInBackgroundHandlingStartupErrorsByLoggingAndFailingAllRequests();

  return async (request: Request): Promise<Response> => {
    const { method, headers, url } = request;
    const text = await request.text();
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method,
        headers: new HeaderMap(headers),
        search: new URL(url).search,
        body: parsed(text, headers),
      },
      context: () => contextOf(request),
    });
    return new Response(await textOf(answer), {
      status: answer.status ?? 200,
      headers: [...answer.headers],
    });
  };
}

/** What is no JSON stays text, which Apollo refuses with a sentence. */
function parsed(text: string, headers: Headers): unknown {
  if (!headers.get('content-type')?.startsWith('application/json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whole: only `@defer` and `@stream`, which graphql 16 does not have, are answered in parts. */
async function textOf({ body }: HTTPGraphQLResponse): Promise<string> {
  if (body.kind === 'complete') return body.string;
  let text = '';
  for await (const part of body.asyncIterator) text += part;
  return text;
}
