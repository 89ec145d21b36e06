# Calls services of foreign descriptions with SOAP::Lite, by typed requests. Reads one JSON object: address, keys, services. Prints one.
use strict;
use warnings;
use JSON::PP;
use SOAP::Lite;

my $bed = decode_json(do { local $/; <STDIN> });

sub element {
    my ($name, $value) = @_;
    return map { element($name => $_) } @$value if ref $value eq 'ARRAY';
    return SOAP::Data->name($name => \SOAP::Data->value(members($value))) if ref $value;
    return SOAP::Data->name($name => $value)->type('string');
}

sub members { my ($of) = @_; return map { element($_ => $of->{$_}) } sort keys %$of }

sub call {
    my ($method, $key, %params) = @_;
    my $client = SOAP::Lite->proxy("$bed->{url}/api/soap")->uri('urn:babelgate:api')->on_fault(sub { $_[1] });
    my $answer = $client->call($method, members({ api_key => $bed->{$key}, %params }));
    return $answer->fault ? $answer->valueof('//code') + 0 : $answer->valueof('//Body/[1]');
}

my %seen;
my $pet = { name => 'Ada & <co>', photoUrls => ['a,b', 'c'], category => { id => 2, name => 'cats' }, tags => [{ name => 'x' }] };
my $get;
for my $name (@{ $bed->{services} }) {
    $get = "$name.getPetById";
    call("$name.addPet", 'key', %$pet);
    $seen{$name} = {
        pet => call($get, 'key', petId => '9007199254740993'),
        missing => call($get, 'key', petId => 1),
        stranger => call($get, 'strangerKey', petId => 1),
        wrong => call($get, 'key', petId => 'x'),
    };
}
call($get, 'limitedKey', petId => '9007199254740993');
print encode_json({ services => \%seen, limited => call($get, 'limitedKey', petId => '9007199254740993') });
