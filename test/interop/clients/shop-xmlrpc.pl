# Calls the shop behind a gateway with Perl's RPC::XML. Reads one JSON object: addresses and keys. Prints one.
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use JSON::PP;
use RPC::XML;
use RPC::XML::Client;

my $bed = decode_json(do { local $/; <STDIN> });
my $client = RPC::XML::Client->new("$bed->{url}/api/xmlrpc");
my $narrow = RPC::XML::Client->new("$bed->{narrow}/api/xmlrpc");

# Strings stay strings, whatever they look like.
sub strings {
    my (%members) = @_;
    return { map { $_ => ref $members{$_} ? $members{$_} : RPC::XML::string->new($members{$_}) } keys %members };
}

sub keyed { return strings(api_key => $bed->{key}, @_) }

sub signed {
    my ($method, %members) = @_;
    %members = (%members, api_key => $bed->{key}, auth_token => $bed->{token});
    my $text = join '', map { $_ . $members{$_} } sort keys %members;
    return strings(%members, api_sig => md5_hex($text . $method . $bed->{secret}));
}

sub call {
    my ($from, $method, $members) = @_;
    my $answer = $from->send_request($method, $members);
    die "$method: $answer" unless ref $answer;
    return { code => $answer->code + 0, message => $answer->string } if $answer->is_fault;
    return $answer->value;
}

my $lines = [{ sku => 'tea', quantity => 2 }, { sku => 'salt', quantity => 1 }];
my $created = call($client, 'orders.create', keyed(customer => 'ada', lines => $lines, note => 'a & <b>'));
my $hurry = { code => 0 };
for (1 .. 9) { $hurry = call($narrow, 'orders.prices', keyed(api_key => $bed->{hurriedKey})); last if $hurry->{code} }
call($client, 'orders.prices', keyed(api_key => $bed->{limitedKey}));

print JSON::PP->new->ascii->encode({
    created => $created,
    got => call($client, 'orders.get', keyed(id => $created->{id})),
    signed => call($client, 'orders.create', signed('orders.create', customer => 'grace', lines => '[{"sku":"honey","quantity":1}]')),
    prices => call($client, 'orders.prices', keyed())->{items},
    receipt => call($client, 'orders.receipt', keyed(id => $created->{id}))->{value},
    cancelled => call($client, 'orders.cancel', keyed(id => $created->{id})),
    missing => call($client, 'orders.get', keyed(id => '1')),
    refused => call($client, 'orders.create', keyed(customer => 'ada', lines => [{ sku => 'gold', quantity => 1 }])),
    wrong => call($client, 'orders.create', keyed(customer => 'ada', lines => [{ sku => 'tea', quantity => 'many' }])),
    stranger => call($client, 'orders.prices', keyed(api_key => $bed->{strangerKey})),
    limited => call($client, 'orders.prices', keyed(api_key => $bed->{limitedKey})),
    hurried => $hurry,
});
