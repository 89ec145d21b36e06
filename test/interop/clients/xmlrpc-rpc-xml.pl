# Calls a gateway with Perl's RPC::XML and prints what it saw.
use strict;
use warnings;
use utf8;
use Digest::MD5 qw(md5_hex);
use Encode qw(encode_utf8);
use JSON::PP;
use RPC::XML;
use RPC::XML::Client;

my ($url, $key, $secret, $token, $picture) = @ARGV;
$RPC::XML::ENCODING = 'utf-8';
$RPC::XML::ALLOW_NIL = 1;
my $client = RPC::XML::Client->new("$url/api/xmlrpc");

sub signed {
    my ($method, %members) = @_;
    %members = (%members, api_key => $key, auth_token => $token);
    my $text = join '', map { $_ . $members{$_} } sort keys %members;
    return { %members, api_sig => md5_hex(encode_utf8($text . $method . $secret)) };
}

# Strings stay strings, whatever they look like.
sub strings {
    my ($members) = @_;
    return { map { $_ => ref $members->{$_} ? $members->{$_} : RPC::XML::string->new($members->{$_}) } keys %$members };
}

sub call {
    my ($method, @values) = @_;
    my $answer = $client->send_request($method, @values);
    die "$method: $answer" unless ref $answer;
    return { code => $answer->code + 0, message => $answer->string } if $answer->is_fault;
    return $answer->value;
}

my $upload = strings(signed('upload.file', title => 'From Perl', async => '0'));
open my $file, '<:raw', $picture or die $!;
$upload->{file} = RPC::XML::base64->new(do { local $/; <$file> });
my $document = call('upload.file', $upload)->{doc_id};

print JSON::PP->new->ascii->allow_bignum->encode({
    methods => call('system.listMethods'),
    help => call('system.methodHelp', 'test.echo'),
    checked => call('auth.checkToken', strings(signed('auth.checkToken')))->{auth}{user},
    echo => call('test.echo', strings(signed('test.echo', echo => "a & <b>\r\né ]]>")))->{echo},
    typed => call('test.echo', {
        api_key => RPC::XML::string->new($key),
        int => RPC::XML::int->new(-5),
        double => RPC::XML::double->new(1.5),
        yes => RPC::XML::boolean->new(1),
        no => RPC::XML::boolean->new(0),
        when => RPC::XML::datetime_iso8601->new('20260131T12:00:00'),
        bytes => RPC::XML::base64->new(encode_utf8('é')),
        none => RPC::XML::nil->new,
    }),
    user => call('user.get', strings(signed('user.get')))->{user},
    wrong => call('test.hello', strings({ api_key => 'f' x 32 })),
    unknown => call('test.nothing', strings({ api_key => $key })),
    positional => do {
        my $other = RPC::XML::Client->new("$url/api/xmlrpc?api_key=$key");
        $other->send_request('test.echo', RPC::XML::string->new('by position'))->value;
    },
    tags => call('doc.tags.add', strings(signed('doc.tags.add', doc_id => $document, keywords => 'red,"dark blue"')))->{tags},
});
