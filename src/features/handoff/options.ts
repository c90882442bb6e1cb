import { option } from '../../platform/config/option.js';
import { commaList } from '../../platform/config/schemas.js';
import { isRedirectUri, maxRedirectUri } from './redirects.js';

/** More are a mistake: a list that was written by a script, or an address for each user. */
const mostRedirectUris = 100;

export const handoffOptions = {
  REDIRECT_URIS: option({
    schema: commaList(
      (uri, all) => all.length <= mostRedirectUris && isRedirectUri(uri),
      `has an address that no code is sent to, or more than ${mostRedirectUris}; write each as browsers do, without query, fragment, user name and *, such as https://app.example.com/callback or com.example.app:/callback, separated by commas`,
    ),
    default: Object.freeze([]),
    defaultText: 'none',
    unit: 'list of URLs',
    description:
      'Where users may be sent with the code of a sign-in ([guide](guides/hand-off.md)): pages of your applications.',
    bounds: `compared letter by letter; at most ${mostRedirectUris}, of ${maxRedirectUri} characters each; http on loopback hosts only; the scheme of a native app has a dot ([RFC 8252 §7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).`,
    danger:
      'The owner of such an address can sign users in at the application behind it. A missing one is refused (`REDIRECT_REFUSED`).',
  }),
};
