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
 *
 * and by the libraries themselves, with costs and salts as they stand in the hashes: `django.contrib.auth.hashers` of
 * Django 5.2, `passlib.hash` of passlib 1.7.4, `argon2.low_level.hash_secret` of argon2-cffi 25.1. Others are
 * published; each names where.
 */
export interface Vector {
  readonly name: string;
  readonly password: string;
  readonly hash: string;
}

const ascii = 'correct horse';
/** A decomposed "ä" and the ligature "fi": NFKC changes both. */
export const notNormalised = 'Pa\u0308sswort \ufb01';

const libraryVectors: readonly Vector[] = [
  {
    name: 'Django scrypt',
    password: ascii,
    hash: 'scrypt$1024$K7xu3nTzQ0mVb2LcYdWe8R$8$5$8Y2hlG13U8EvwsI5VR9xa/VvME5xAu1H/I1zJfxA44TgKELjKF/dRh1Z2mwPc/UHWE4WlzRVd15W8Jh6jqDWjw==',
  },
  {
    name: 'Django scrypt of a password that is not normalised',
    password: notNormalised,
    hash: 'scrypt$1024$K7xu3nTzQ0mVb2LcYdWe8R$8$5$TM73Qcvk5ZBKYP9vw/f0Wk11RW/7ZAOsh4lCb01YWW/9Oyezgn4z4dYDuCOueXv2PoSx2NRCQj5k7+B1L//Wpg==',
  },
  {
    name: 'Django bcrypt',
    password: ascii,
    hash: 'bcrypt$$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2',
  },
  {
    name: 'Django bcrypt_sha256',
    password: ascii,
    hash: 'bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuFRrKxBsFtwnfZtmHymgDN/Qb8toxLuK',
  },
  {
    name: 'Django bcrypt_sha256 of a password that is not normalised',
    password: notNormalised,
    hash: 'bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuucrUbdmfPnQgO0j8quB0uh90swIdi2Y2',
  },
  {
    name: 'Django argon2',
    password: ascii,
    hash: 'argon2$argon2id$v=19$m=256,t=2,p=2$YzI5dFpYTmhiSFJ6YjIxbA$QIPio/EnSWHB2o0j+a11Q5c/C9leAv2U62vniNJCHTQ',
  },
  {
    name: 'Django argon2 of a password that is not normalised',
    password: notNormalised,
    hash: 'argon2$argon2id$v=19$m=256,t=2,p=2$YzI5dFpYTmhiSFJ6YjIxbA$4LSUQORi8YocjYKAwSzwExlUo49HKOBQYZB0dHgeJ2c',
  },
  {
    name: 'passlib pbkdf2_sha1',
    password: ascii,
    hash: '$pbkdf2$1000$MDEyMzQ1Njc4OWFiY2RlZg$aUfE2vx5Q7zgbb0jx49AaNpXUQQ',
  },
  {
    name: 'passlib pbkdf2_sha256',
    password: ascii,
    hash: '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M',
  },
  {
    name: 'passlib pbkdf2_sha256 of a password that is not normalised',
    password: notNormalised,
    hash: '$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$pG0lZEU4Eu5h1ihGmhNKGX8hKU5cE/D3J2rdh.E.v4Q',
  },
  {
    name: 'passlib pbkdf2_sha512',
    password: ascii,
    hash: '$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa.ks4TP71JiecwuSZCG8iLbnlIEPOMoVX.i2B2wkSxjQ8CRGR9OkNGuIPMQ',
  },
  {
    name: 'passlib scrypt',
    password: ascii,
    hash: '$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M',
  },
  {
    name: 'passlib scrypt of a password that is not normalised',
    password: notNormalised,
    hash: '$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+8brvwRMlIbYbfDC4rSd6xhg1rjpsE+5CBwlxVs6984',
  },
  {
    name: 'passlib bcrypt_sha256, version 1',
    password: ascii,
    hash: '$bcrypt-sha256$2b,5$abcdefghijklmnopqrstuu$VjbFxQplhki7VxZJ1AWgwj9pc3hw8wC',
  },
  {
    name: 'passlib bcrypt_sha256, version 2',
    password: ascii,
    hash: '$bcrypt-sha256$v=2,t=2b,r=5$abcdefghijklmnopqrstuu$z/ZOR6j/mKW80LoaiDuyrjDzJLu/X92',
  },
  {
    name: 'passlib bcrypt_sha256, version 2, of a password that is not normalised',
    password: notNormalised,
    hash: '$bcrypt-sha256$v=2,t=2b,r=5$abcdefghijklmnopqrstuu$x3/fDM43HTTohFtk48GqkjjHhPiQvv2',
  },
  {
    name: 'passlib phpass',
    password: ascii,
    hash: '$P$BabcdefghKfdE7H4Uy7ajxpijsjAJW0',
  },
  {
    name: 'passlib phpass of a password that is not normalised',
    password: notNormalised,
    hash: '$P$Babcdefgh9tRMuWH7VQPB/Y1sKvsCV/',
  },
  {
    name: 'passlib sha512_crypt',
    password: ascii,
    hash: '$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0',
  },
  {
    name: 'passlib sha512_crypt of a password that is not normalised',
    password: notNormalised,
    hash: '$6$rounds=10000$saltsalt$/YxUpL5tNUDXQzOlWFQllsuKMIlfXfnEz9Wv0f5QIFwzI77sJR3EFbYzAc1Q9nPXfqUgsexIaOepduupCTr05.',
  },
  {
    name: 'argon2-cffi argon2i, version 19',
    password: ascii,
    hash: '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$oRbnWvLUR+o+nR8H0ijQCahLiVONo9WR1LpiDfzxp6U',
  },
  {
    name: 'argon2-cffi argon2i, version 16',
    password: ascii,
    hash: '$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$xqK4p/Ds4uwrEeP/etRUp2YN+BsvpqlVkrdt/Lwsvo4',
  },
  {
    name: 'argon2-cffi argon2d, version 19',
    password: ascii,
    hash: '$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$ipp9/6HiFiGtNApgomQzZAYEqaQbqqUW2LYhb6P6du0',
  },
  {
    name: 'libxcrypt scrypt $7$',
    password: ascii,
    hash: '$7$86..../....SodiumChloride$geRDcFA0kWTgf0O6ZCdVt1ip7gcdaR2xtAbSwlsNJi7',
  },
  {
    // `'$wp' . password_hash(base64_encode(hash_hmac('sha384', $password, 'wp-sha384', true)), PASSWORD_BCRYPT)`, as
    // `wp_hash_password` of WordPress 6.8 makes it, by Python's hmac and libxcrypt.
    name: 'WordPress bcrypt',
    password: ascii,
    hash: '$wp$2y$05$abcdefghijklmnopqrstuu9iY1gyjA3k6CGptWJJ9nIT22tG/wV8K',
  },
  {
    name: 'WordPress bcrypt of a password that is not normalised',
    password: notNormalised,
    hash: '$wp$2y$05$abcdefghijklmnopqrstuuC2RBoDbHPpEbMrIu9uLIkGgdejrg1fe',
  },
];

const publishedVectors: readonly Vector[] = [
  // The specification of sha512-crypt by Ulrich Drepper, with more salt than is read cut away.
  {
    name: 'sha512-crypt of its specification',
    password: 'Hello world!',
    hash: '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  },
  {
    name: 'sha512-crypt of its specification, with 10,000 rounds',
    password: 'Hello world!',
    hash: '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  },
  // dotnet/aspnetcore, PasswordHasherTest.cs.
  {
    name: 'ASP.NET Identity with SHA-1',
    password: 'my password',
    hash: 'AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M',
  },
  {
    name: 'ASP.NET Identity with SHA-256',
    password: 'my password',
    hash: 'AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=',
  },
  {
    name: 'ASP.NET Identity with SHA-512',
    password: 'my password',
    hash: 'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw',
  },
  // README of firebase/scrypt, with the parameters of its project.
  {
    name: 'Firebase scrypt',
    password: 'user1password',
    hash: '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  },
  // test.c of P-H-C/phc-winner-argon2.
  {
    name: 'argon2i of the reference implementation',
    password: 'password',
    hash: '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  },
  // test.pl of phpass.
  {
    name: 'phpass of its test',
    password: 'test12345',
    hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0',
  },
];

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
  ...libraryVectors,
  ...publishedVectors,
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
