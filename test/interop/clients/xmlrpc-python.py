"""Calls a gateway with Python's own xmlrpc.client and prints what it saw."""

import hashlib
import json
import sys
import xmlrpc.client

url, key, secret, token, picture = sys.argv[1:]
server = xmlrpc.client.ServerProxy(url + "/api/xmlrpc", allow_none=True)


def signed(method, members):
    members = {**members, "api_key": key, "auth_token": token}
    text = "".join(name + str(members[name]) for name in sorted(members))
    members["api_sig"] = hashlib.md5((text + method + secret).encode()).hexdigest()
    return members


def fault(call):
    try:
        return {"answer": call()}
    except xmlrpc.client.Fault as error:
        return {"code": error.faultCode, "message": error.faultString}


seen = {
    "methods": server.system.listMethods(),
    "help": server.system.methodHelp("test.echo"),
    "checked": server.auth.checkToken(signed("auth.checkToken", {}))["auth"]["user"],
    "echo": server.test.echo(signed("test.echo", {"echo": "a & <b>\r\né ]]>"}))["echo"],
    "typed": server.test.echo(
        {
            "api_key": key,
            "int": -5,
            "double": 1.5,
            "yes": True,
            "no": False,
            "when": xmlrpc.client.DateTime("20260131T12:00:00"),
            "bytes": xmlrpc.client.Binary("é".encode()),
            "none": None,
        }
    ),
    "wrong": fault(lambda: server.test.hello({"api_key": "f" * 32})),
    "unknown": fault(lambda: server.test.nothing({"api_key": key})),
    "positional": xmlrpc.client.ServerProxy(url + "/api/xmlrpc?api_key=" + key).test.echo("by position"),
}

with open(picture, "rb") as file:
    upload = signed("upload.file", {"title": "From Python", "async": "0"})
    upload["file"] = xmlrpc.client.Binary(file.read())
    document = server.upload.file(upload)["doc_id"]
seen["tags"] = server.doc.tags.add(signed("doc.tags.add", {"doc_id": document, "keywords": 'red,"dark blue"'}))["tags"]
seen["user"] = server.user.get(signed("user.get", {}))["user"]

many = xmlrpc.client.MultiCall(server)
many.test.echo({"api_key": key, "echo": "first"})
many.test.hello({"api_key": "f" * 32})
many.system.methodHelp("test.hello")
results = many()
seen["many"] = [fault(lambda: results[0]), fault(lambda: results[1]), fault(lambda: results[2])]

print(json.dumps(seen))
