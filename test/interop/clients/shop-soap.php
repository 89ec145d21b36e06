<?php
// Calls the shop behind a gateway with PHP's own SoapClient and the WSDL of its service, in both versions.
// Reads one JSON object: addresses and keys. Prints one.
ini_set('soap.wsdl_cache_enabled', '0');
$bed = json_decode(stream_get_contents(STDIN));

function signed(string $method, array $params): array
{
    global $bed;
    $params += ['api_key' => $bed->key, 'auth_token' => $bed->token];
    ksort($params, SORT_STRING);
    $text = '';
    foreach ($params as $name => $value) $text .= $name . $value;
    return $params + ['api_sig' => md5($text . $method . $bed->secret)];
}

function fault(callable $call): array
{
    try {
        $call();
    } catch (SoapFault $fault) {
        return ['code' => (int) $fault->detail->code, 'message' => $fault->getMessage(), 'detail' => $fault->detail->detail ?? null];
    }
    return ['code' => 0];
}

function run(int $version): array
{
    global $bed;
    $wsdl = "$bed->url/api/soap?wsdl&service=orders&api_key=";
    $options = ['soap_version' => $version, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS];
    $client = new SoapClient($wsdl . $bed->key, $options);
    $call = fn(string $name, array $params, ?string $key = null) =>
        $client->{"orders.$name"}($params + ['api_key' => $key ?? $bed->key]);
    preg_match_all('/\borders\.\w+(?=\()/', implode("\n", $client->__getFunctions()), $names);
    preg_match_all('/\borders\.\w+(?=\()/', implode("\n", (new SoapClient("$bed->url/api/soap?wsdl"))->__getFunctions()), $open);
    $created = $call('create', ['customer' => 'ada', 'lines' => [['sku' => 'tea', 'quantity' => 2], ['sku' => 'salt', 'quantity' => 1]], 'note' => 'a & <b>']);
    $lines = json_encode([['sku' => 'honey', 'quantity' => 1]]);
    // With the WSDL this client cannot send a list as the text that is signed.
    $plain = fn(string $url) => new SoapClient(null, ['location' => "$url/api/soap", 'uri' => 'urn:babelgate:api', 'soap_version' => $version]);
    $signed = signed('orders.create', ['customer' => 'grace', 'lines' => $lines]);
    $named = array_map(fn($name) => new SoapParam($signed[$name], $name), array_keys($signed));
    $narrow = $plain($bed->narrow);
    $key = new SoapParam($bed->hurriedKey, 'api_key');
    for ($hurry = fault(fn() => null), $tries = 0; $hurry['code'] === 0 && $tries < 9; $tries++) {
        $hurry = fault(fn() => $narrow->__soapCall('orders.prices', [$key]));
    }
    fault(fn() => $call('prices', [], $bed->limitedKey));
    // JSON's readers lose digits of numbers.
    $spelt = fn(object $order) => ['id' => (string) $order->id] + (array) $order;
    $wrong = [new SoapParam($bed->key, 'api_key'), new SoapParam('many', 'id')];
    return [
        'isInteger' => is_int($created->id),
        'methods' => array_values(array_unique($names[0])),
        'openMethods' => array_values(array_unique($open[0])),
        'created' => $spelt($created),
        'got' => $spelt($call('get', ['id' => $created->id])),
        'signed' => $plain($bed->url)->__soapCall('orders.create', $named),
        'prices' => $call('prices', [])->items,
        'receipt' => $call('receipt', ['id' => $created->id])->value,
        'cancelled' => $call('cancel', ['id' => $created->id]),
        'missing' => fault(fn() => $call('get', ['id' => '1'])),
        'refused' => fault(fn() => $call('create', ['customer' => 'ada', 'lines' => [['sku' => 'gold', 'quantity' => 1]]])),
        'wrong' => fault(fn() => $plain($bed->url)->__soapCall("orders.get", $wrong)),
        'stranger' => fault(fn() => $call('prices', [], $bed->strangerKey)),
        'limited' => fault(fn() => $call('prices', [], $bed->limitedKey)),
        'hurried' => $hurry,
    ];
}

echo json_encode(run($argv[1] === '1.2' ? SOAP_1_2 : SOAP_1_1));
