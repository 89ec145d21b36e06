<?php
// Calls a gateway with PHP's own SoapClient, in both versions, with the WSDL and without it.
// Arguments: address, key, secret, token, a file to upload. Prints one JSON object.
ini_set('soap.wsdl_cache_enabled', '0');
[, $url, $key, $secret, $token, $file] = $argv;

function signed(string $method, array $params): array
{
    global $key, $secret, $token;
    $params += ['api_key' => $key, 'auth_token' => $token];
    ksort($params, SORT_STRING);
    $text = '';
    foreach ($params as $name => $value) $text .= $name . $value;
    return $params + ['api_sig' => md5($text . $method . $secret)];
}

function fault(callable $call): array
{
    try {
        $call();
    } catch (SoapFault $fault) {
        return ['faultcode' => $fault->faultcode, 'message' => $fault->getMessage(), 'detail' => $fault->detail ?? null];
    }
    return [];
}

/** The parameters of a call without a WSDL. */
function named(array $params): array
{
    return array_map(fn($name) => new SoapParam($params[$name], $name), array_keys($params));
}

function run(int $version): array
{
    global $url, $key, $file;
    $wrong = str_repeat('f', 32);
    $client = new SoapClient("$url/api/soap?wsdl", ['soap_version' => $version]);
    // What is signed is the text on the wire, and a boolean goes there as a word.
    $upload = signed('upload.file', ['title' => 'From PHP', 'async' => 'false']);
    $upload = ['async' => false, 'file' => file_get_contents($file)] + $upload;
    $added = signed('doc.tags.add', [
        'doc_id' => $client->{'upload.file'}($upload)->doc_id,
        'keywords' => 'red,"dark blue"',
    ]);
    $generic = new SoapClient(null, ['location' => "$url/api/soap", 'uri' => 'urn:ipernity', 'soap_version' => $version, 'trace' => true]);
    $generic->__soapCall('ipernityRequest', named(['method' => 'auth.checkToken'] + signed('auth.checkToken', [])));
    $plain = new SoapClient(null, ['location' => "$url/api/soap", 'uri' => 'urn:babelgate:api', 'soap_version' => $version]);
    $header = new SoapVar(array_map(
        fn($param) => new SoapVar($param->param_data, XSD_STRING, null, null, $param->param_name),
        named(signed('auth.checkToken', [])),
    ), SOAP_ENC_OBJECT);
    $client->__setSoapHeaders(new SoapHeader('urn:babelgate:api', 'credentials', $header, true));
    $byHeader = $client->{'auth.checkToken'}([]);
    $client->__setSoapHeaders();
    return [
        'functions' => count(array_unique($client->__getFunctions())),
        'checked' => $client->{'auth.checkToken'}(signed('auth.checkToken', [])),
        'byHeader' => $byHeader->auth->user->username,
        'echo' => $client->{'test.echo'}(['api_key' => $key, 'echo' => "a & <b>\r\né"])->echo,
        'added' => $client->{'doc.tags.add'}($added)->tags,
        'wrongKey' => fault(fn() => $client->{'test.hello'}(['api_key' => $wrong])),
        'genericAnswer' => $generic->__getLastResponse(),
        'genericWrongKey' => fault(fn() => $generic->__soapCall('ipernityRequest', named(['method' => 'test.hello', 'api_key' => $wrong]))),
        'withoutWsdl' => $plain->__soapCall('test.echo', named(['echo' => 'plain', 'api_key' => $key])),
    ];
}

echo json_encode(['1.1' => run(SOAP_1_1), '1.2' => run(SOAP_1_2)]);
