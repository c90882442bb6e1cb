"""Runs the recipe of docs/guides/from-flask-jwt-extended.md, which stands in recipe.py beside this file."""

import json
import time

import jwt as pyjwt
import recipe
from cryptography.hazmat.primitives.asymmetric import ec
from flask_jwt_extended import get_jwt_identity, jwt_required
from jwt import PyJWKClientConnectionError


@recipe.app.get("/")
@jwt_required()
def index():
    return {"id": get_jwt_identity()}


private = ec.generate_private_key(ec.SECP256R1())
public = pyjwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
is_down = False


def fetch():
    if is_down:
        raise PyJWKClientConnectionError("down")
    return {"keys": [{**public, "kid": "one", "alg": "ES256", "use": "sig"}]}


recipe.keys.fetch_data = fetch
now = int(time.time())
claims = {"sub": "ada", "iss": "https://auth.example.com", "aud": "authgraph"}
claims |= {"iat": now, "exp": now + 60, "jti": "x"}
client = recipe.app.test_client()
secret = "s" * 32


def status(key, algorithm, headers, content=claims):
    token = pyjwt.encode(content, key, algorithm, headers)
    return client.get("/", headers={"authorization": f"Bearer {token}"}).status_code


old = {"sub": "ada", "type": "access", "iat": now, "exp": now + 60, "jti": "x"}
refresh = {**claims, "aud": "https://auth.example.com"}
answers = {
    "good": status(private, "ES256", {"kid": "one"}),
    "unknown kid": status(private, "ES256", {"kid": "two"}),
    "no kid": status(private, "ES256", {}),
    "old HS256": status(secret, "HS256", {}, old),
    "HS256 with a kid": status(secret, "HS256", {"kid": "one"}),
    "refresh token": status(private, "ES256", {"kid": "one"}, refresh),
    "junk": client.get("/", headers={"authorization": "Bearer junk"}).status_code,
}
is_down = True
recipe.keys.jwk_set_cache = None
answers["outage"] = status(private, "ES256", {"kid": "one"})
print(json.dumps(answers))
