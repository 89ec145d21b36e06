# Calls a gateway with SOAP::Lite, which knows no WSDL here: the generic request and a typed one, in both versions.
# Arguments: address, key, secret, token. Prints one JSON object.
use strict;
use warnings;
use Digest::MD5 'md5_hex';
use JSON::PP;
use SOAP::Lite;

my ($url, $key, $secret, $token) = @ARGV;

sub signed {
    my ($method) = @_;
    my %params = (api_key => $key, auth_token => $token);
    my $text = join '', map { $_ . $params{$_} } sort keys %params;
    return (%params, api_sig => md5_hex($text . $method . $secret));
}

sub call {
    my ($version, $namespace, $element, %params) = @_;
    my $client = SOAP::Lite->soapversion($version)->proxy("$url/api/soap")->uri($namespace);
    my @named = map { SOAP::Data->name($_ => $params{$_})->type('string') } sort keys %params;
    return $client->call($element, @named);
}

sub run {
    my ($version) = @_;
    my $wrong = 'f' x 32;
    my $checked = call($version, 'urn:ipernity', 'ipernityRequest', method => 'auth.checkToken', signed('auth.checkToken'));
    my $refused = call($version, 'urn:ipernity', 'ipernityRequest', method => 'test.hello', api_key => $wrong);
    my $typed = call($version, 'urn:babelgate:api', 'test.echo', echo => 'plain', api_key => $key);
    return {
        checked => $checked->valueof('//ipernityResponse'),
        wrongKey => { faultcode => $refused->faultcode, faultstring => $refused->faultstring },
        typed => $typed->result,
    };
}

print encode_json({ '1.1' => run('1.1'), '1.2' => run('1.2') });
