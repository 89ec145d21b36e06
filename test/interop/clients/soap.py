"""Calls a gateway with zeep, through both bindings of its WSDL.

Arguments: address, key, secret, token. Prints one JSON object.
"""

import hashlib
import json
import sys

import zeep
from zeep.helpers import serialize_object

url, key, secret, token = sys.argv[1:]
client = zeep.Client(f"{url}/api/soap?wsdl")
Credentials = client.get_element("{urn:babelgate:api}credentials")
Fault = client.get_element("{urn:babelgate:api}fault")


def signed(method, **params):
    params = {"api_key": key, "auth_token": token, **params}
    text = "".join(name + params[name] for name in sorted(params))
    return {**params, "api_sig": hashlib.md5((text + method + secret).encode()).hexdigest()}


def wrong_key(service):
    try:
        service["test.hello"](api_key="f" * 32)
    except zeep.exceptions.Fault as fault:
        bare = {each.tag: each.text for each in fault.detail if len(each) == 0}
        declared = Fault.parse(fault.detail.find("{urn:babelgate:api}fault"), client.wsdl.types)
        return {"code": fault.code, "message": fault.message, "detail": bare, "declared": serialize_object(declared)}


def run(port):
    service = client.bind("Babelgate", port)
    credentials = Credentials(**signed("auth.checkToken"))
    return {
        "operations": len(service._operations),
        "checked": serialize_object(service["auth.checkToken"](**signed("auth.checkToken"))),
        "byHeader": service["auth.checkToken"](_soapheaders=[credentials])["user"]["username"],
        "echo": service["test.echo"](api_key=key, echo="a & <b>é"),
        "methods": [each["name"] for each in service["api.methods.getList"]()],
        "quota": type(service["account.getQuota"](**signed("account.getQuota"))["upload"]["max"]["bytes"]).__name__,
        "wrongKey": wrong_key(service),
    }


print(json.dumps({"1.1": run("BabelgateSoap11"), "1.2": run("BabelgateSoap12")}))
