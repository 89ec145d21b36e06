# Lets a user agree and calls a gateway with Net::OAuth, the parameters in form, header and query by turns.
# Arguments: address, key, secret, callback. Prints where the user is to go, reads the verifier, then prints one JSON
# object.
use strict;
use warnings;
use utf8;
use Encode 'encode_utf8';
use JSON::PP;
use LWP::UserAgent;
use Net::OAuth;

$Net::OAuth::PROTOCOL_VERSION = Net::OAuth::PROTOCOL_VERSION_1_0A();
$| = 1;
my ($url, $key, $secret, $callback) = @ARGV;
my $agent = LWP::UserAgent->new;
my $soap = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><ipernityRequest '
    . 'xmlns="urn:ipernity"><method>auth.checkToken</method></ipernityRequest></e:Body></e:Envelope>';
my $xmlrpc = '<methodCall><methodName>auth.checkToken</methodName></methodCall>';
my $awkward = "a=b&c +%2B~ ü'(*)! 日本";
my ($nonce, $confirmed) = (0);

sub signed {
    my ($kind, $verb, $path, %more) = @_;
    my $request = Net::OAuth->request($kind)->new(
        consumer_key => $key, consumer_secret => $secret, request_url => $url . $path, request_method => $verb,
        signature_method => 'HMAC-SHA1', timestamp => time, nonce => $$ . '-' . ++$nonce, %more,
    );
    $request->sign;
    return $request;
}

sub text {
    my ($response) = @_;
    return $response->decoded_content // '';
}

sub credentials {
    my ($kind, $response) = @_;
    die $response->content unless $response->is_success;
    my $answer = Net::OAuth->response($kind)->from_post_body($response->content);
    $confirmed = $answer->callback_confirmed if $kind eq 'request token';
    return (token => $answer->token, token_secret => $answer->token_secret);
}

sub post_xml {
    my ($path, $document, %token) = @_;
    my $request = signed('protected resource', 'POST', $path, %token);
    my @headers = (Authorization => $request->to_authorization_header, Content_Type => 'text/xml');
    return text($agent->post($request->request_url, @headers, Content => $document));
}

my $asked = signed('request token', 'POST', '/apps/oauth/request', callback => $callback);
my $form = [Content_Type => 'application/x-www-form-urlencoded', Content => $asked->to_post_body];
my %temporary = credentials('request token', $agent->post($asked->request_url, @$form));
print "$url/apps/oauth/authorize?oauth_token=$temporary{token}&perm_doc=write\n";

chomp(my $verifier = <STDIN>);
my $exchange = signed('access token', 'POST', '/apps/oauth/access', %temporary, verifier => $verifier);
my $header = $exchange->to_authorization_header;
my %held = credentials('access token', $agent->post($exchange->request_url, Authorization => $header));

my $check = '/api/auth.checkToken/json';
my $in_query = signed('protected resource', 'GET', $check, %held)->to_url;
my $forged = signed('protected resource', 'GET', $check, %held, token_secret => 'guessed')->to_url;
my $in_header = signed('protected resource', 'GET', $check, %held);
my $in_form = signed('protected resource', 'POST', '/api/test.echo/json', %held, extra_params => { echo => $awkward });
my $echoed = $agent->post($in_form->request_url, Content_Type => $form->[1], Content => $in_form->to_post_body);
my $outside = signed('protected resource', 'POST', '/api/test.echo/json', %held, extra_params => { echo => $awkward });
my @posted = (Authorization => $outside->to_authorization_header, Content => [echo => encode_utf8($awkward)]);
my $with_header = $agent->get($in_header->request_url, Authorization => $in_header->to_authorization_header);

print encode_json({
    confirmed => $confirmed,
    checked => decode_json($with_header->content),
    inQuery => decode_json($agent->get($in_query)->content),
    inForm => decode_json($echoed->content)->{echo},
    posted => decode_json($agent->post($outside->request_url, @posted)->content)->{echo},
    soap => post_xml('/api/soap', $soap, %held),
    xmlrpc => post_xml('/api/xmlrpc', $xmlrpc, %held),
    forged => decode_json($agent->get($forged)->content),
}), "\n";
