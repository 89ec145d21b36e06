<?php
// PHP's SoapServer behind `php -S`: the operation with the check of the key.
function ipernityRequest($method, $key, $echo)
{
    if ($method !== 'test.echo') {
        throw new SoapFault('ipernity.error.103', 'Method not found');
    }
    if ($key !== getenv('BENCH_KEY')) {
        throw new SoapFault('ipernity.error.101', 'API key invalid');
    }
    return '<echo>' . htmlspecialchars($echo, ENT_XML1) . '</echo>';
}

$server = new SoapServer(null, ['uri' => 'urn:ipernity', 'soap_version' => SOAP_1_1]);
$server->addFunction('ipernityRequest');
$server->handle();
