"""An OpenID Connect provider on loopback: discovery, keys, the code flow with PKCE and nonce, and ending a session.

It asks nobody for a password: whoever comes is the person a test says it is. What it signs it may be told to spoil.
"""

import base64
import contextlib
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "dashboard", "known-to-two-alone"


@dataclass
class Provider:
    """person: the claims of whoever comes. spoilt: claims put in place of those a token ought to have."""

    issuer: str
    redirect_uris: set[str] = field(default_factory=set)
    person: dict[str, Any] = field(default_factory=dict)
    spoilt: dict[str, Any] = field(default_factory=dict)
    lasts: float = 3600
    ended: list[str] = field(default_factory=list)
    stranger_signs: bool = False

    def __post_init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._stranger = RSAKey.generate_key(2048, {"kid": "one"})
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/end", self._end),
            ]
        )

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "end_session_endpoint": f"{self.issuer}/end",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self._key]).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked["client_id"] != CLIENT or asked["redirect_uri"] not in self.redirect_uris:
            return Response("This client, or its address, is not registered.", 400)
        if not self.person:
            told = {"error": "access_denied", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}", 302)
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = self._codes.pop(form["code"], None)  # a code is good once
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or request.headers.get("authorization") != f"Basic {known}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + int(self.lasts), "nonce": asked["nonce"],
                  "jti": secrets.token_hex(), **self.person, **self.spoilt}  # fmt: skip
        key = self._stranger if self.stranger_signs else self._key
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return JSONResponse({"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": signed})

    async def _end(self, request: Request) -> Response:
        back = request.query_params.get("post_logout_redirect_uri", "")
        if back not in self.redirect_uris:
            return Response("This address is not registered.", 400)
        self.ended.append(request.query_params.get("id_token_hint", ""))
        return RedirectResponse(back, 302)


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """A provider served on a free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(made.app(), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)


def secrets_file(made: Provider, address: str, **other: str) -> str:
    """The dashboard's secrets, for signing in with the provider."""
    settings = {"redirect_uri": f"{address}/oauth2callback", "cookie_secret": secrets.token_hex(), "client_id": CLIENT,
                "client_secret": SECRET, "server_metadata_url": f"{made.issuer}/.well-known/openid-configuration",
                **other}  # fmt: skip
    made.redirect_uris.add(f"{address}/oauth2callback")
    return "\n".join(["[auth]", *(f'{name} = "{value}"' for name, value in settings.items())])
