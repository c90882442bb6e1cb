/**
 * Hashes made by other libraries, of the reference argon2 and of Python 3.11 (hashlib, and crypt with
 * libxcrypt), by the very calls that Django and Werkzeug make:
 *
 *   django:   f"pbkdf2_{a}${i}${salt}$" + base64.b64encode(
 *               hashlib.pbkdf2_hmac(a, password.encode(), salt.encode(), i)).decode()
 *   werkzeug: f"pbkdf2:{a}:{i}${salt}$" + hashlib.pbkdf2_hmac(a, password.encode(), salt.encode(), i).hex()
 *             f"scrypt:{n}:{r}:{p}${salt}$" + hashlib.scrypt(password.encode(), salt=salt.encode(),
 *               n=n, r=r, p=p, maxmem=132 * n * r * p).hex()
 *   bcrypt:   crypt.crypt(password, "$2b$05$abcdefghijklmnopqrstuu")
 *   argon2id: test.c of the reference implementation (P-H-C/phc-winner-argon2), version 19
 */
export interface Vector {
  readonly name: string;
  readonly password: string;
  readonly hash: string;
}

const ascii = 'correct horse';
/** A decomposed "ä" and the ligature "fi": NFKC changes both. */
export const notNormalised = 'Pa\u0308sswort \ufb01';

export const foreignVectors: readonly Vector[] = [
  {
    name: 'Django PBKDF2-SHA256 with 600,000 iterations',
    password: ascii,
    hash: 'pbkdf2_sha256$600000$K7xu3nTzQ0mVb2LcYdWe8R$KUU/+RyQ4FDTYsQOfDhVUVOCHap2P8VYbQXiHmmmp1c=',
  },
  {
    name: 'Django PBKDF2-SHA256 of a password that is not normalised',
    password: notNormalised,
    hash: 'pbkdf2_sha256$1000$K7xu3nTzQ0mVb2LcYdWe8R$we0G24KvOVFkOTVuZ77TbAZe+St0DRFdFi1gSz6r8Pw=',
  },
  {
    name: 'Django PBKDF2-SHA1',
    password: ascii,
    hash: 'pbkdf2_sha1$1000$K7xu3nTzQ0mV$VspefeRp5gaFivpHPSP8mJpheb8=',
  },
  {
    name: 'Werkzeug PBKDF2-SHA256',
    password: ascii,
    hash: 'pbkdf2:sha256:1000$R1yYtq9DhWbKc0Zs$25f5ebe1b4bb8881aeec154f7df66c03a7dc80409ec58a683701789a23f1519e',
  },
  {
    name: 'Werkzeug PBKDF2-SHA256 of a password that is not normalised',
    password: notNormalised,
    hash: 'pbkdf2:sha256:1000$R1yYtq9DhWbKc0Zs$f6827519b9577bcacc1254736fe8f0949597a5e34f59a58f89f0a054259d6245',
  },
  {
    name: 'Werkzeug PBKDF2-SHA1',
    password: ascii,
    hash: 'pbkdf2:sha1:1000$R1yYtq9DhWbKc0Zs$46bc2ae613779bf206ccc67c02ccaf7f1ecc4812',
  },
  {
    name: 'Werkzeug PBKDF2-SHA512',
    password: ascii,
    hash: 'pbkdf2:sha512:1000$R1yYtq9DhWbKc0Zs$227459ee1a98ec7c9e16106c31479edff6282184b81a49eb578baf58f6873b6179697c26b6a64f503ed53a51c750ee3d94068e064c6cac02ca12af5dca562e15',
  },
  {
    name: 'Werkzeug scrypt with its default costs',
    password: ascii,
    hash: 'scrypt:32768:8:1$R1yYtq9DhWbKc0Zs$df14c1beb2f004ca53f0aaf83c0ee38a5e92a548177d4a9ded27739524cbc770f549499e1bcacbb31671174227efa5319e8693a5a1113b3f4d2b0af48fb38099',
  },
  {
    name: 'Werkzeug scrypt of a password that is not normalised',
    password: notNormalised,
    hash: 'scrypt:32768:8:1$R1yYtq9DhWbKc0Zs$c97a35cac3c4dc06b9fae377f48b79a693e9a60b57ac563a23662e5c2af2b9aab151a0d54f6d43822ce22ed78a5c1f1fd539288c3cfea4ec7e2a62d71b21d259',
  },
  ...['2a', '2b', '2y'].map((version) => ({
    name: `bcrypt $${version}$`,
    password: ascii,
    hash: `$${version}$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2`,
  })),
  {
    name: 'bcrypt of a password that is not normalised',
    password: notNormalised,
    hash: '$2b$05$abcdefghijklmnopqrstuuyYssQ3nkwE6eogy4GAIZyyxePWIYk4W',
  },
];

export const argon2Vectors: readonly Vector[] = [
  {
    name: 'argon2id, 64 MiB',
    password: 'password',
    hash: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  },
  {
    name: 'argon2id, two lanes',
    password: 'password',
    hash: '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc',
  },
];

/** bcrypt of 80 times "x": it reads 72 of them. */
export const bcryptOf80Bytes = '$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q';
/** bcrypt of "a". */
export const bcryptOfA = '$2b$05$abcdefghijklmnopqrstuu8.veTXNDPV2eEsdpKNczMw2otgh5LnK';
/** bcrypt of the empty password. */
export const bcryptOfNothing = '$2b$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m';
