"""A real identity provider in a process of its own, which lies where it is told to.

It checks what the library beneath leaves out: that the code comes with its proof (PKCE, S256).
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
from joserfc import jws
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

Environ = dict[str, Any]
Start = Callable[..., Any]
Answer = tuple[str, list[tuple[str, str]], bytes]
_JSON = ("content-type", "application/json")


class Provider:
    """The library's provider, with what it leaves out, and with faults.

    Faults, as JSON put to `/faults`: `claims` are put into the token, `drop` taken out, `age` makes
    it old; `sign` is how it is signed (`strange`, `rotated`, `none`, `public`, `secret`, `broken`);
    `metadata` is put into the document; `token` answers the code (status and body); `size` makes
    the document so long.
    """

    def __init__(self, client_secret: str) -> None:
        self._client_secret = client_secret
        self._inner = oidc_provider_mock.app()
        self._inner.debug = False
        self._own = RSAKey.generate_key(parameters={"kid": "own", "use": "sig"})
        self._strange = RSAKey.generate_key(parameters={"kid": "own", "use": "sig"})
        self._rotated = RSAKey.generate_key(parameters={"kid": "rotated", "use": "sig"})
        self._challenges: dict[str, str] = {}
        self._faults: dict[str, Any] = {}
        self._asked: list[str] = []

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        self._asked.append(path)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        if path == "/faults":
            self._faults = json.loads(body)
            status, headers, content = self._told({})
        elif path == "/asked":
            status, headers, content = self._told({"paths": self._asked})
            self._asked = []
        elif path == "/oauth2/token" and (refused := self._refused(body)) is not None:
            status, headers, content = refused
        else:
            status, headers, content = self._changed(path, environ, self._answer(environ))
        headers = [each for each in headers if each[0].lower() != "content-length"]
        start(status, [*headers, ("content-length", str(len(content)))])
        return [content]

    def _answer(self, environ: Environ) -> Answer:
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_rest: object) -> None:
            said[:] = [status, headers]

        content = b"".join(self._inner.wsgi_app(environ, start))
        return said[0], said[1], content

    @staticmethod
    def _told(content: object, status: str = "200 OK") -> Answer:
        return status, [_JSON], json.dumps(content).encode()

    def _refused(self, body: bytes) -> Answer | None:
        """A code that comes without its proof, or that is to be answered otherwise."""
        sent = parse_qs(body.decode())
        verifier = sent.get("code_verifier", [""])[0]
        made = _encoded(hashlib.sha256(verifier.encode()).digest())
        wanted = self._challenges.get(sent.get("code", [""])[0])
        if wanted != made:
            return self._told({"error": "invalid_grant"}, "400 Bad Request")
        if "token" in self._faults:
            status, text = self._faults["token"]
            return f"{status} Told", [_JSON], text.encode()
        return None

    def _changed(self, path: str, environ: Environ, answer: Answer) -> Answer:
        status, headers, content = answer
        if path == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "POST":
            asked = parse_qs(environ["QUERY_STRING"])
            location = {name.lower(): value for name, value in headers}.get("location", "")
            code = parse_qs(urlsplit(location).query).get("code", [""])[0]
            if asked.get("code_challenge_method") == ["S256"]:
                self._challenges[code] = asked["code_challenge"][0]
        elif path == "/oauth2/token" and status.startswith("200"):
            told = json.loads(content)
            told["id_token"] = self._token(told["id_token"])
            content = json.dumps(told).encode()
        elif path == "/jwks" and self._signs_itself:
            key = self._rotated if self._faults.get("sign") == "rotated" else self._own
            content = json.dumps({"keys": [key.as_dict(private=False)]}).encode()
        elif path == "/.well-known/openid-configuration":
            told = {**json.loads(content), **self._faults.get("metadata", {})}
            content = json.dumps({**told, "x": "x" * self._faults.get("size", 0)}).encode()
        return status, headers, content

    @property
    def _signs_itself(self) -> bool:
        """Whether tokens are made anew, with a key of our own that alone is published then."""
        return bool(self._faults.keys() & {"claims", "drop", "sign", "age"})

    def _token(self, token: str) -> str:
        """The token as it was made, or another."""
        if not self._signs_itself:
            return token
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        claims |= self._faults.get("claims", {})
        if "age" in self._faults:
            claims |= {"iat": time.time() - self._faults["age"], "exp": time.time() - 120}
        claims = {
            name: each for name, each in claims.items() if name not in self._faults.get("drop", ())
        }
        content = json.dumps(claims).encode()
        sign = self._faults.get("sign", "own")
        if sign == "none":
            return _joined(b'{"alg": "none", "typ": "JWT"}', content) + "."
        if sign in {"public", "secret"}:
            # A key that others have too: the public one, taken for a common secret.
            public = self._own.as_pem(private=False)
            shared = self._client_secret.encode() if sign == "secret" else public
            signed = _joined(b'{"alg": "HS256", "kid": "own"}', content)
            seal = hmac.new(shared, signed.encode(), "sha256").digest()
            return f"{signed}.{_encoded(seal)}"
        keys = {"own": self._own, "strange": self._strange, "rotated": self._rotated}
        key_used = keys.get(sign, self._own)
        made = jws.serialize_compact({"alg": "RS256", "kid": key_used.kid}, content, key_used)
        return made[:-8] + "AAAAAAAA" if sign == "broken" else made


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _joined(*parts: bytes) -> str:
    return ".".join(_encoded(each) for each in parts)


def run() -> None:
    """Serve until told to end: the secret is the argument, and the port the first line."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    server = make_server("127.0.0.1", 0, Provider(sys.argv[1]), threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    run()
