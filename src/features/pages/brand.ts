import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ConfigError } from '../../platform/config/environment.js';
import type { FeatureRoutes, Handler } from '../../platform/route.js';
import { accentSheet } from './accent.js';

export interface BrandOptions {
  readonly brandName: string;
  readonly brandLogo: string | undefined;
  readonly brandAccent: string | undefined;
}

/** The operator's name, picture and colour. */
export interface Brand {
  readonly name: string;
  /** Addresses below that of the service. */
  readonly logo: string | undefined;
  readonly sheet: string | undefined;
  readonly routes: FeatureRoutes;
}

const maxLogoSize = 100_000;

const types: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** @throws ConfigError for a picture that cannot be read, or is too large */
export function openBrand({ brandName, brandLogo, brandAccent }: BrandOptions): Brand {
  const logo = brandLogo === undefined ? undefined : servedAt('logo', ...readLogo(brandLogo));
  const sheet =
    brandAccent === undefined
      ? undefined
      : servedAt('accent.css', accentSheet(brandAccent), 'text/css; charset=utf-8');
  return {
    name: brandName,
    logo: logo?.address,
    sheet: sheet?.address,
    routes: { ...logo?.routes, ...sheet?.routes },
  };
}

function readLogo(path: string): [content: Buffer, type: string] {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError([`BRAND_LOGO cannot be read (${code}); write the path of a picture`]);
  }
  if (content.length > maxLogoSize) {
    throw new ConfigError(['BRAND_LOGO is larger than 100 kB; make the picture smaller']);
  }
  return [content, types[extname(path)] ?? 'application/octet-stream'];
}

/** Small, and the same until the next start: browsers keep it for a year under an address with its hash. */
function servedAt(name: string, content: string | Buffer, type: string) {
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 16);
  const handle: Handler = ({ response, url }) => {
    const isVersioned = url.search === `?v=${version}`;
    response.setHeader('content-type', type);
    response.setHeader(
      'cache-control',
      isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    response.end(content);
  };
  const path = `/pages/${name}`;
  return {
    address: `${path}?v=${version}`,
    routes: { [path]: { methods: ['GET', 'HEAD'], handle } },
  };
}
