# Calls a gateway with Perl's Frontier::RPC, which is as old as XML-RPC, and prints what it saw.
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use Frontier::Client;
use JSON::PP;
use MIME::Base64 qw(encode_base64);

my ($url, $key, $secret, $token, $picture) = @ARGV;
my $client = Frontier::Client->new(url => "$url/api/xmlrpc", encoding => 'ISO-8859-1');

sub signed {
    my ($method, %members) = @_;
    %members = (%members, api_key => $key, auth_token => $token);
    my $text = join '', map { $_ . $members{$_} } sort keys %members;
    my %strings = map { $_ => $client->string($members{$_}) } keys %members;
    return { %strings, api_sig => $client->string(md5_hex($text . $method . $secret)) };
}

sub fault {
    my ($method, @values) = @_;
    my $answer = eval { $client->call($method, @values) };
    return $@ ? { message => "$@" } : $answer;
}

my $upload = signed('upload.file', title => 'From old Perl', async => '0');
open my $file, '<:raw', $picture or die $!;
my $bytes = do { local $/; <$file> };
$upload->{file} = $client->base64(encode_base64($bytes));
my $document = $client->call('upload.file', $upload)->{doc_id};
my $typed = $client->call('test.echo', {
    api_key => $client->string($key),
    int => $client->int(-5),
    double => $client->double(1.5),
    yes => $client->boolean(1),
    no => $client->boolean(0),
    when => $client->date_time('20260131T12:00:00'),
    latin => $client->string("\xe9"),
});
my $user = $client->call('user.get', signed('user.get'))->{user};
sub Frontier::RPC2::Boolean::TO_JSON { $_[0]->value }

print JSON::PP->new->ascii->convert_blessed->encode({
    methods => $client->call('system.listMethods'),
    help => $client->call('system.methodHelp', 'test.echo'),
    checked => { username => $client->call('auth.checkToken', signed('auth.checkToken'))->{auth}{user}{username} },
    echo => $client->call('test.echo', signed('test.echo', echo => "a & <b>\r\n ]]>"))->{echo},
    typed => $typed,
    user => $user,
    wrong => fault('test.hello', { api_key => $client->string('f' x 32) }),
    unknown => fault('test.nothing', { api_key => $client->string($key) }),
    positional => Frontier::Client->new(url => "$url/api/xmlrpc?api_key=$key")->call('test.echo', 'by position'),
    tags => $client->call('doc.tags.add', signed('doc.tags.add', doc_id => $document, keywords => 'red,"dark blue"'))->{tags},
});
