# Calls a gateway with Ruby's xmlrpc and prints what it saw.
require 'digest'
require 'json'
require 'xmlrpc/client'

url, key, secret, token, picture = ARGV
XMLRPC::Config.send(:remove_const, :ENABLE_NIL_CREATE)
XMLRPC::Config::ENABLE_NIL_CREATE = true
client = XMLRPC::Client.new2("#{url}/api/xmlrpc")

signed = lambda do |method, members|
  members = members.merge('api_key' => key, 'auth_token' => token)
  text = members.sort.join
  members.merge('api_sig' => Digest::MD5.hexdigest(text + method + secret))
end
fault = lambda do |method, *values|
  client.call(method, *values)
rescue XMLRPC::FaultException => e
  { code: e.faultCode, message: e.faultString }
end

upload = signed.call('upload.file', 'title' => 'From Ruby', 'async' => '0')
upload['file'] = XMLRPC::Base64.new(File.binread(picture))
document = client.call('upload.file', upload)['doc_id']
many = client.multicall(
  ['test.echo', { 'api_key' => key, 'echo' => 'first' }],
  ['test.hello', { 'api_key' => 'f' * 32 }],
  ['system.methodHelp', 'test.hello']
)

puts JSON.generate(
  methods: client.call('system.listMethods'),
  help: client.call('system.methodHelp', 'test.echo'),
  checked: client.call('auth.checkToken', signed.call('auth.checkToken', {}))['auth']['user'],
  echo: client.call('test.echo', signed.call('test.echo', 'echo' => "a & <b>\r\né ]]>"))['echo'],
  typed: client.call(
    'test.echo',
    'api_key' => key, 'int' => -5, 'double' => 1.5, 'yes' => true, 'no' => false,
    'when' => XMLRPC::DateTime.new(2026, 1, 31, 12, 0, 0), 'bytes' => XMLRPC::Base64.new('é'), 'none' => nil
  ),
  user: client.call('user.get', signed.call('user.get', {}))['user'],
  wrong: fault.call('test.hello', { 'api_key' => 'f' * 32 }),
  unknown: fault.call('test.nothing', { 'api_key' => key }),
  positional: XMLRPC::Client.new2("#{url}/api/xmlrpc?api_key=#{key}").call('test.echo', 'by position'),
  tags: client.call('doc.tags.add', signed.call('doc.tags.add', 'doc_id' => document, 'keywords' => 'red,"dark blue"'))['tags'],
  many: many.map { |each| each.is_a?(XMLRPC::FaultException) ? { code: each.faultCode } : { answer: each } }
)
