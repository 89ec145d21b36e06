<?php
// Calls services of foreign descriptions with PHP's own SoapClient and their WSDLs. Reads one JSON object: address, keys, services. Prints one.
ini_set('soap.wsdl_cache_enabled', '0');
$bed = json_decode(stream_get_contents(STDIN));

function fault(callable $call): int
{
    try {
        $call();
    } catch (SoapFault $fault) {
        return (int) $fault->detail->code;
    }
    return 0;
}

$seen = [];
foreach ($bed->services as $name) {
    $client = new SoapClient("$bed->url/api/soap?wsdl&service=$name&api_key=$bed->key", ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
    $call = fn(string $method, array $params, ?string $key = null) =>
        $client->{"$name.$method"}($params + ['api_key' => $key ?? $bed->key]);
    $pet = ['name' => 'Ada & <co>', 'photoUrls' => ['a,b', 'c'], 'category' => ['id' => 2, 'name' => 'cats'], 'tags' => [['name' => 'x']]];
    $call('addPet', $pet);
    $found = $call('getPetById', ['petId' => '9007199254740993']);
    $seen[$name] = [
        'pet' => ['id' => (string) $found->id] + (array) $found,
        'missing' => fault(fn() => $call('getPetById', ['petId' => 1])),
        'stranger' => fault(fn() => $call('getPetById', ['petId' => 1], $bed->strangerKey)),
        'wrong' => fault(fn() => $client->__soapCall("$name.getPetById", [new SoapVar("<x:$name.getPetById xmlns:x='urn:babelgate:api'><petId>x</petId><api_key>$bed->key</api_key></x:$name.getPetById>", XSD_ANYXML)])),
    ];
}
$limited = fn() => $client->{"$name.getPetById"}(['petId' => '9007199254740993', 'api_key' => $bed->limitedKey]);
fault($limited);
echo json_encode(['services' => $seen, 'limited' => fault($limited)]);
