<?php
// Calls a method of a closed service with PHP's own SoapClient and the WSDL of a key. Arguments: address, key.
// Prints the names of the service's methods in the WSDL for everybody and in that of the key, and the answer.
ini_set('soap.wsdl_cache_enabled', '0');
[, $url, $key] = $argv;

function ofVault(SoapClient $client): array
{
    preg_match_all('/\bvault\.\w+(?=\()/', implode("\n", $client->__getFunctions()), $found);
    $names = array_values(array_unique($found[0]));
    sort($names);
    return $names;
}

$anybody = new SoapClient("$url/api/soap?wsdl");
$allowed = new SoapClient("$url/api/soap?wsdl&api_key=$key");
$answer = $allowed->{'vault.open'}(['drawer' => 'top', 'api_key' => $key]);
echo json_encode(['anybody' => ofVault($anybody), 'allowed' => ofVault($allowed), 'answer' => $answer]);
