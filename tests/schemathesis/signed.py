"""Signs what Schemathesis sends, as ROA version 1 asks for it. `SCHEMATHESIS_HOOKS=signed` loads it."""

import base64
import email.utils
import hashlib
import hmac
import os
import urllib.parse
import uuid

import requests.auth
import schemathesis

ACCESS_KEY_ID, SECRET = os.environ["MOCK_ACCESS_KEYS"].split(":")


class Signed(requests.auth.AuthBase):
    """Adds the headers that sign a request as it goes out."""

    def __call__(self, request):
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        request.headers["Date"] = email.utils.formatdate(usegmt=True)
        request.headers["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()
        request.headers["x-acs-signature-nonce"] = str(uuid.uuid4())
        digest = hmac.new(SECRET.encode(), self.string_to_sign(request).encode(), hashlib.sha1).digest()
        request.headers["Authorization"] = f"acs {ACCESS_KEY_ID}:{base64.b64encode(digest).decode()}"
        return request

    @staticmethod
    def string_to_sign(request):
        """What is signed: method, some headers, those of the vendor, and where it goes."""
        headers = {name.lower(): value if isinstance(value, str) else value.decode("latin-1") for name, value in request.headers.items()}
        some = [headers.get(name, "") for name in ("accept", "content-md5", "content-type", "date")]
        vendors = [f"{name}:{headers[name].strip()}" for name in sorted(headers) if name.startswith("x-acs-")]
        parts = urllib.parse.urlsplit(request.url)
        pairs = sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        query = "&".join(f"{name}={value}" if value else name for name, value in pairs)
        return "\n".join([request.method, *some, *vendors, f"{urllib.parse.unquote(parts.path)}{'?' if query else ''}{query}"])


schemathesis.auth.set_from_requests(Signed())
