"""Calls services of foreign descriptions with Python's own xmlrpc.client.

Reads one JSON object: address, keys, services. Prints one.
"""

import json
import sys
import xmlrpc.client

bed = json.load(sys.stdin)
server = xmlrpc.client.ServerProxy(bed["url"] + "/api/xmlrpc")


def call(method, key="key", **members):
    return getattr(server, method)({"api_key": bed[key], **members})


def fault(method, key="key", **members):
    try:
        call(method, key, **members)
    except xmlrpc.client.Fault as error:
        return error.faultCode
    return 0


seen = {}
for name in bed["services"]:
    call(name + ".addPet", name="Ada & <co>", photoUrls=["a,b", "c"], category={"id": 2, "name": "cats"}, tags=[{"name": "x"}])
    get = name + ".getPetById"
    seen[name] = {
        "pet": call(get, petId="9007199254740993"),
        "missing": fault(get, petId=1),
        "stranger": fault(get, "strangerKey", petId=1),
        "wrong": fault(get, petId="x"),
    }
fault(get, "limitedKey", petId="9007199254740993")
print(json.dumps({"services": seen, "limited": fault(get, "limitedKey", petId="9007199254740993")}))
