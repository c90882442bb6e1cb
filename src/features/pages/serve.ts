import type { FeatureRoutes, Handler } from '../../platform/route.js';
import { languages, openAssets, type Assets, type BundleName, type Language } from './assets.js';
import { openBrand, type BrandOptions } from './brand.js';
import type { Pages } from './feature.js';
import { sendNotice, sendShell } from './shell.js';
import { wordsFor, type PageName } from './words.js';

export interface PagesOptions extends BrandOptions {
  readonly adminPages: boolean;
  /** Where users may be sent after a sign-in or a sign-out. */
  readonly redirectUris: readonly string[];
  /** Whether the service has passkeys: then browsers fetch their code with the page. */
  readonly passkeys: boolean;
  /** Whether pages can follow what happens to the account. */
  readonly sessionEvents: boolean;
}

/** The pages of the bundle `sign-in`: that of sign-in itself, and where the links of mails lead by default. */
const ofSignIn = [
  'login',
  'logout',
  'verify-email',
  'reset-password',
  'sign-in',
  'accept-invitation',
  'keep-factors',
  'deny-sign-in',
] as const satisfies readonly PageName[];

/**
 * The pages that people see. This module is loaded with `PAGES=on` only.
 * @throws ConfigError for a logo that cannot be read
 */
export function createPages(options: PagesOptions): Pages {
  const { adminPages, passkeys, redirectUris, sessionEvents, ...branding } = options;
  const brand = openBrand(branding);
  const signIn = openBoth('sign-in');
  const account = openBoth('account');
  const admin = adminPages ? openBoth('admin') : undefined;
  if (signIn === undefined) throw new Error('the pages are not built; run "npm run build"');
  const about = {
    account: account && 'on',
    admin: admin && 'on',
    events: sessionEvents ? 'on' : undefined,
  };

  function routesOf(name: PageName, assets: BothAssets | undefined): FeatureRoutes {
    if (assets === undefined) return {};
    const handle: Handler = ({ request, response, url }) => {
      const words = wordsFor(request);
      const { bundle } = assets[words.language];
      const preloads = [...bundle.imports, ...(passkeys ? bundle.passkeys : [])];
      const layout = assets === account ? 'dense narrow' : assets === signIn ? 'auth' : 'dense';
      const redirectUri = new URLSearchParams(url.search).get('redirect_uri') ?? '';
      const application = redirectUris.includes(redirectUri) ? nameOf(redirectUri) : undefined;
      // Our own pages sign out without another question; a link of a stranger does not.
      const direct = request.headers['sec-fetch-site'] === 'same-origin' ? 'on' : undefined;
      const data = { ...about, application, direct };
      sendShell(response, { name, layout, bundle, preloads, brand, words, data });
    };
    const page = { [`/${name}`]: { methods: ['GET', 'HEAD'], handle } };
    return Object.assign(
      page,
      ...languages.map((language) => assets[language].routes),
    ) as FeatureRoutes;
  }

  const routes = Object.assign(
    {},
    ...ofSignIn.map((name) => routesOf(name, signIn)),
    routesOf('account', account),
    routesOf('admin', admin),
    brand.routes,
  ) as FeatureRoutes;
  return {
    routes,
    refuseSignIn({ request, response }) {
      const words = wordsFor(request);
      sendNotice(response, { bundle: signIn[words.language].bundle, brand, words });
    },
  };
}

type BothAssets = Readonly<Record<Language, Assets>>;

/** In both languages; `undefined` for a page that is not built. */
function openBoth(name: BundleName): BothAssets | undefined {
  const [en, ko] = [openAssets(name, 'en'), openAssets(name, 'ko')];
  return en === undefined || ko === undefined ? undefined : { en, ko };
}

/** What an application is called: its host, or the scheme of a native one. */
function nameOf(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri);
  return host === '' ? protocol.slice(0, -1) : host;
}
