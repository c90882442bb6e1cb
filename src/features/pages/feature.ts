import type { Feature } from '../../platform/feature.js';
import type { FeatureRoutes, Handler } from '../../platform/route.js';

/** The pages that people see, as routes. */
export interface Pages {
  readonly routes: FeatureRoutes;
  /** Answers a browser that a provider of identity has sent with what belongs to no sign-in that is under way. */
  readonly refuseSignIn: Handler;
}

export interface PagesServices {
  /** `undefined` with `PAGES=off`. */
  readonly pages: Pages | undefined;
}

/** Sign-in, account and administration in a browser. They call nothing but the public API. */
export const pages: Feature<PagesServices> = {
  permissions: () => ({}),
  routes: ({ pages: served }) => served?.routes ?? {},
};
