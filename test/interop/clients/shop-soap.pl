# Calls the shop behind a gateway with SOAP::Lite, by typed requests without a WSDL.
# Reads one JSON object: addresses and keys. Prints one. The argument is the version of SOAP.
use strict;
use warnings;
use utf8;
use Digest::MD5 'md5_hex';
use JSON::PP;
use SOAP::Lite;

my $version = shift;
my $bed = decode_json(do { local $/; <STDIN> });

sub signed {
    my ($method, %params) = @_;
    %params = (%params, api_key => $bed->{key}, auth_token => $bed->{token});
    my $text = join '', map { $_ . $params{$_} } sort keys %params;
    return (%params, api_sig => md5_hex($text . $method . $bed->{secret}));
}

sub element {
    my ($name, $value) = @_;
    return map { SOAP::Data->name($name => \SOAP::Data->value(element_list($_))) } @$value if ref $value eq 'ARRAY';
    return SOAP::Data->name($name => $value)->type('string');
}

sub element_list {
    my ($members) = @_;
    return map { element($_ => $members->{$_}) } sort keys %$members;
}

sub call {
    my ($url, $name, %params) = @_;
    my $client = SOAP::Lite->soapversion($version)->proxy("$url/api/soap")->uri('urn:babelgate:api')->on_fault(sub { $_[1] });
    my $answer = $client->call("orders.$name", element_list({ api_key => $bed->{key}, %params }));
    return {
        code => $answer->valueof('//code') + 0,
        message => $answer->faultstring // $answer->valueof('//Fault/Reason/Text'),
        detail => $answer->valueof('//detail/detail') // $answer->valueof('//Detail/detail'),
    } if $answer->fault;
    return $answer->valueof('//Body/[1]');
}

my $created = call($bed->{url}, 'create', customer => 'ada', lines => [{ sku => 'tea', quantity => 2 }, { sku => 'salt', quantity => 1 }], note => 'a & <b>');
my $hurry = { code => 0 };
for (1 .. 9) { $hurry = call($bed->{narrow}, 'prices', api_key => $bed->{hurriedKey}); last if ref $hurry && $hurry->{code} }
call($bed->{url}, 'prices', api_key => $bed->{limitedKey});

print encode_json({
    created => $created,
    got => call($bed->{url}, 'get', id => $created->{id}),
    signed => call($bed->{url}, 'create', signed('orders.create', customer => 'grace', lines => '[{"sku":"honey","quantity":1}]')),
    missing => call($bed->{url}, 'get', id => 1),
    refused => call($bed->{url}, 'create', customer => 'ada', lines => [{ sku => 'gold', quantity => 1 }]),
    wrong => call($bed->{url}, 'create', customer => 'ada', lines => [{ sku => 'tea', quantity => 'many' }]),
    stranger => call($bed->{url}, 'prices', api_key => $bed->{strangerKey}),
    limited => call($bed->{url}, 'prices', api_key => $bed->{limitedKey}),
    hurried => $hurry,
});
