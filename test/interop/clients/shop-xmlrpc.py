"""Calls the shop behind a gateway with Python's own xmlrpc.client.

Reads one JSON object: addresses and keys. Prints one.
"""

import hashlib
import json
import sys
import xmlrpc.client

bed = json.load(sys.stdin)
server = xmlrpc.client.ServerProxy(bed["url"] + "/api/xmlrpc")
narrow = xmlrpc.client.ServerProxy(bed["narrow"] + "/api/xmlrpc")


def keyed(key="key", **members):
    return {"api_key": bed[key], **members}


def signed(method, **members):
    members = {**members, "api_key": bed["key"], "auth_token": bed["token"]}
    text = "".join(name + members[name] for name in sorted(members))
    return {**members, "api_sig": hashlib.md5((text + method + bed["secret"]).encode()).hexdigest()}


def fault(call, members):
    try:
        call(members)
    except xmlrpc.client.Fault as error:
        return {"code": error.faultCode, "message": error.faultString}
    return {"code": 0}


def plain(order):
    return {**order, "placed_at": str(order["placed_at"])}


lines = [{"sku": "tea", "quantity": 2}, {"sku": "salt", "quantity": 1}]
created = server.orders.create(keyed(customer="ada", lines=lines, note="a & <b>"))
hurry = next(
    (one for one in (fault(narrow.orders.prices, keyed("hurriedKey")) for _ in range(9)) if one["code"]), None
)
fault(server.orders.prices, keyed("limitedKey"))
seen = {
    "created": plain(created),
    "got": plain(server.orders.get(keyed(id=created["id"]))),
    "signed": plain(server.orders.create(signed("orders.create", customer="grace", lines='[{"sku":"honey","quantity":1}]'))),
    "prices": server.orders.prices(keyed())["items"],
    "receipt": server.orders.receipt(keyed(id=created["id"]))["value"],
    "cancelled": server.orders.cancel(keyed(id=created["id"])),
    "missing": fault(server.orders.get, keyed(id="1")),
    "refused": fault(server.orders.create, keyed(customer="ada", lines=[{"sku": "gold", "quantity": 1}])),
    "wrong": fault(server.orders.create, keyed(customer="ada", lines=[{"sku": "tea", "quantity": "many"}])),
    "stranger": fault(server.orders.prices, keyed("strangerKey")),
    "limited": fault(server.orders.prices, keyed("limitedKey")),
    "hurried": hurry,
}
print(json.dumps(seen))
