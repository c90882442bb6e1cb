import { createHash } from 'node:crypto';

/**
 * SHA-256, the first half in hexadecimal, of secrets that look random and are printed where everyone can read them.
 * As hashes, so that programs which search code for secrets find none here. Of letters and digits, in lower case.
 */
const published: ReadonlySet<string> = new Set([
  '2598f7d6adc142d88161630f3db12ab2', // Flask
  '570dad43de1af4c925f92c16a68a5093', // FastAPI
  'c6564561ada51c649bafd0d4215e9ad9', // RFC 7515 A.1, RFC 7517 A.3
  '25649e1c1e46e3333a07b651466bb421', // RFC 7520 3.5
  'b897f78c012aba6e599de38fee36cb5f', // RFC 7520 3.6
  '2b1fa627178e3424e20ffd0e18b7440c', // tutorials of Spring Security
  '4c0bf08221f3d71e4ed7b093b627cc8d', // tutorials of Spring Security
  '5df73e1aa59d8f332c2f5fd6ea1c37d0', // tutorials of Spring Security
  '3250158d64ff77c78d9f0d5b30343949', // Hasura
  '53b39bf2879c279cf92f1c790d0a224d', // Dify
  '04eae10378b0a2d1c7c4cb7a5435b3b3', // Plane
  '135f10c5e4b1b8039ae76b9346661c34', // hapi-auth-jwt2
  '1d8c306cc23be6a21f4c36d74860c8cc', // Directus
  '8e5166c630951e0a858cb18cc4b2e68c', // Directus
  '3c168bcc0c43707f2c97d69e613274b0', // the example UUID of many manuals
  '12ecb21861d5c37c02ca73e7338d7f83', // RFC 4122
  '140f39b05a2d9de451b9b7ad2d1f4a26', // the example UUID of many manuals
  '7d1f2171387cf94199cd7759e3999380', // Node boilerplates
  'fb483441390710424d6fd61844a100b9', // Node boilerplates
  '594c081d23de22b178ba34a9c8551fe2', // Spring Boot samples
  '174b37758c9da93493f4221999a14062', // tutorials of Spring Security
  'fb4844f5c8d3515fda5265c1402cf31a', // Standard Webhooks
  'd38426ce70b567fe51fbf4db9da437d9', // tutorials of JWT for PHP
  '1e1d4bfe1e4cbd296cdc4c24e1bf5a80', // tutorials of ASP.NET Core
  'edc5bff873719c1fb0007d6570381dc8', // tutorials of ASP.NET Core
  '921edb459608d2420c6052fcc1c697f6', // tutorials of ASP.NET
  '09798cb336a4d7a935dd64aa72e14262', // tutorials of ASP.NET
  '844c6d0fe4642c5b4069ac2dbb6470b9', // tutorials of ASP.NET
  '2ef2503d964e9668092e6878d3c390ca', // FIPS 197 A.1
  '837e8e636d452b6133d5a5c56de1eb57', // FIPS 197 A.3
  '09e1ff5ad724be0d34b12facdefd0650', // RFC 7519 3.1, the signature
  '0b1998edd08b52029bbbec6c6d9958fc', // jwt.io, the signature
  'e72bc686b7640ff9c359ebbd2c3e9e92', // jwt.io, the signature
]);

/**
 * Words that manuals, tutorials and templates make their secrets of. Whoever copied one shares it with everyone who
 * can read. Compared without case and punctuation; no random secret holds one by chance.
 */
export const wordsOfExamples: readonly string[] = [
  'changeme',
  'changethis',
  'changeit',
  'changein',
  'tobechanged',
  'tobemodified',
  'replaceit',
  'replaceme',
  'replacethis',
  'replacewith',
  'your256bitsecret',
  'your384bitsecret',
  'your512bitsecret',
  'astringsecretatleast',
  'avalidstringsecret',
  'atleast32',
  'atleast64',
  'atleast256',
  'atleast512',
  'yoursecret',
  'yourjwtsecret',
  'thisismy',
  'bezkoder',
  'mysecret',
  'supersecret',
  'topsecret',
  'verysecret',
  'secretkey',
  'secrettoken',
  'jwtsecret',
  'privatekey',
  'shhhhh',
  'keyboardcat',
  'djangoinsecure',
  'donotuse',
  'dontuse',
  'insecure',
  'notsecure',
  'placeholder',
  'example',
  'password',
  'passphrase',
  '12345678',
  '01234567',
  '98765432',
  'abcdefgh',
  'qwertyui',
  'asdfghjk',
  'thequickbrownfox',
  'loremipsum',
  'opensesame',
  'eyjhbgcioi',
];

/** Words from which people make up secrets, the usual ones first. */
export const wordsOfSecrets: readonly string[] = (
  'secret key jwt token password sign signing auth test verify authentication random secure security app application ' +
  'string my your the this is a for and not with very super long at least bits bit characters chars api server ' +
  'service user users login session access refresh admin root private public production development dev prod local ' +
  'staging change me ' +
  'it in of to be on or must should please use used only do never keep safe value here insert some any that which ' +
  'enough hmac hs256 hs384 hs512 sha256 sha512 rsa encryption encrypt encrypted signature ' +
  'authorization authgraph web site website backend frontend database config configuration default sample demo ' +
  'placeholder replace generated generate strong complex unique extremely really minimum length byte bytes hash ' +
  'salt code data system project company example tutorial hello world foo bar baz spring boot django flask laravel ' +
  'rails express node nest react angular next docker kubernetes cloud internal testing temporary temp new old own ' +
  'from by an as so no yes we you i am are can will environment variable env file now before after one two three ' +
  'clave secreta chave senha geheim cle mot passe contrasena'
).split(' ');

/** Whether a secret is, or holds, what everyone can look up. */
export function isPublished(secret: string): boolean {
  const letters = secret.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (
    wordsOfExamples.some((word) => letters.includes(word)) ||
    published.has(sha256(letters).slice(0, 32))
  );
}

/** By the length of the digest in bytes. */
const digests = new Map([
  [16, 'md5'],
  [20, 'sha1'],
  [32, 'sha256'],
  [64, 'sha512'],
]);

/** Whether some bytes are the hash of nothing, or of a word of which people make secrets. */
export function isHashOfWord(bytes: Buffer): boolean {
  const name = digests.get(bytes.length);
  if (name === undefined) return false;
  return ['', '123456', '12345678', ...wordsOfSecrets].some((word) =>
    createHash(name).update(word).digest().equals(bytes),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
