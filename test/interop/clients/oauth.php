<?php
// Lets a user agree and calls a gateway with PHP's OAuth extension.
// Arguments: address, key, secret, callback. Prints where the user is to go, reads the verifier, then prints one JSON
// object.
[, $url, $key, $secret, $callback] = $argv;
const SOAP = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><ipernityRequest '
    . 'xmlns="urn:ipernity"><method>auth.checkToken</method></ipernityRequest></e:Body></e:Envelope>';
const XML_RPC = '<methodCall><methodName>auth.checkToken</methodName></methodCall>';
const AWKWARD = "a=b&c +%2B~ ü'(*)! 日本";

/** A client of the extension. */
function client(array $token, int $place = OAUTH_AUTH_TYPE_AUTHORIZATION): OAuth
{
    global $key, $secret;
    $client = new OAuth($key, $secret, OAUTH_SIG_METHOD_HMACSHA1, $place);
    if ($token !== []) $client->setToken($token['oauth_token'], $token['oauth_token_secret']);
    return $client;
}

function fetched(OAuth $client, string $path, array|string $extra = [], string $verb = OAUTH_HTTP_METHOD_GET, array $headers = []): string
{
    global $url;
    $client->fetch($url . $path, $extra, $verb, $headers);
    return $client->getLastResponse();
}

function post_xml(array $token, string $path, string $document): string
{
    return fetched(client($token), $path, $document, OAUTH_HTTP_METHOD_POST, ['Content-Type' => 'text/xml']);
}

$temporary = client([])->getRequestToken("$url/apps/oauth/request", $callback);
echo "$url/apps/oauth/authorize?oauth_token={$temporary['oauth_token']}&perm_doc=write\n";
$held = client($temporary)->getAccessToken("$url/apps/oauth/access", null, trim(fgets(STDIN)));

$check = '/api/auth.checkToken/json';
$echo = '/api/test.echo/json';
echo json_encode([
    'confirmed' => $temporary['oauth_callback_confirmed'],
    'checked' => json_decode(fetched(client($held), $check)),
    'inQuery' => json_decode(fetched(client($held, OAUTH_AUTH_TYPE_URI), $check)),
    'inForm' => json_decode(fetched(client($held, OAUTH_AUTH_TYPE_FORM), $echo, ['echo' => AWKWARD], OAUTH_HTTP_METHOD_POST))->echo,
    'posted' => json_decode(fetched(client($held), $echo, ['echo' => AWKWARD], OAUTH_HTTP_METHOD_POST))->echo,
    'soap' => post_xml($held, '/api/soap', SOAP),
    'xmlrpc' => post_xml($held, '/api/xmlrpc', XML_RPC),
    'forged' => json_decode(fetched(client(['oauth_token_secret' => 'guessed'] + $held), $check)),
]), "\n";
