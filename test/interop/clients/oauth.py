"""Lets a user agree and calls a gateway with requests-oauthlib.

Arguments: address, key, secret, callback, a file to upload. Prints where the user is to go, reads the verifier, then
prints one JSON object.
"""

import json
import sys

from requests_oauthlib import OAuth1Session

url, key, secret, callback, path = sys.argv[1:]
SOAP = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><ipernityRequest
xmlns="urn:ipernity"><method>auth.checkToken</method></ipernityRequest></e:Body></e:Envelope>"""
XML_RPC = "<methodCall><methodName>auth.checkToken</methodName></methodCall>"
AWKWARD = "a=b&c +%2B~ ü'(*)! 日本"

session = OAuth1Session(key, client_secret=secret, callback_uri=callback)
temporary = session.fetch_request_token(f"{url}/apps/oauth/request")
print(session.authorization_url(f"{url}/apps/oauth/authorize", perm_doc="write"), flush=True)

session = OAuth1Session(
    key,
    client_secret=secret,
    resource_owner_key=temporary["oauth_token"],
    resource_owner_secret=temporary["oauth_token_secret"],
    verifier=sys.stdin.readline().strip(),
)
held = session.fetch_access_token(f"{url}/apps/oauth/access")


def signing(place, token_secret=held["oauth_token_secret"], method="HMAC-SHA1"):
    return OAuth1Session(
        key,
        client_secret=secret,
        resource_owner_key=held["oauth_token"],
        resource_owner_secret=token_secret,
        signature_type=place,
        signature_method=method,
    )


def post_xml(address, document):
    return signing("AUTH_HEADER").post(address, data=document, headers={"Content-Type": "text/xml"}).text


check = f"{url}/api/auth.checkToken/json"
echo = f"{url}/api/test.echo/json"
with open(path, "rb") as picture:
    fields = {"title": "From oauthlib", "async": "0"}
    uploaded = signing("AUTH_HEADER").post(f"{url}/api/upload.file/json", data=fields, files={"file": picture})

print(
    json.dumps(
        {
            "confirmed": temporary["oauth_callback_confirmed"],
            "checked": signing("AUTH_HEADER", method="HMAC-SHA256").get(check).json(),
            "inQuery": signing("QUERY").get(check).json(),
            "inForm": signing("BODY").post(echo, data={"echo": AWKWARD}).json()["echo"],
            "posted": signing("AUTH_HEADER").post(echo, data={"echo": AWKWARD}).json()["echo"],
            "soap": post_xml(f"{url}/api/soap", SOAP),
            "xmlrpc": post_xml(f"{url}/api/xmlrpc", XML_RPC),
            "forged": signing("AUTH_HEADER", "guessed").get(check).json(),
            "uploaded": uploaded.json(),
        }
    )
)
