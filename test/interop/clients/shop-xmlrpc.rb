# Calls the shop behind a gateway with Ruby's xmlrpc. Reads one JSON object: addresses and keys. Prints one.
require 'digest'
require 'json'
require 'xmlrpc/client'

bed = JSON.parse($stdin.read)
client = XMLRPC::Client.new2("#{bed['url']}/api/xmlrpc")
narrow = XMLRPC::Client.new2("#{bed['narrow']}/api/xmlrpc")

keyed = ->(members = {}, key = 'key') { { 'api_key' => bed[key] }.merge(members) }
signed = lambda do |method, members|
  members = members.merge('api_key' => bed['key'], 'auth_token' => bed['token'])
  members.merge('api_sig' => Digest::MD5.hexdigest(members.sort.join + method + bed['secret']))
end
fault = lambda do |from, method, members|
  from.call(method, members)
  { code: 0 }
rescue XMLRPC::FaultException => e
  { code: e.faultCode, message: e.faultString }
end
plain = ->(order) { order.merge('placed_at' => order['placed_at'].to_time.strftime('%Y%m%dT%H:%M:%S')) }

lines = [{ 'sku' => 'tea', 'quantity' => 2 }, { 'sku' => 'salt', 'quantity' => 1 }]
created = client.call('orders.create', keyed.call('customer' => 'ada', 'lines' => lines, 'note' => 'a & <b>'))
by_signature = signed.call('orders.create', 'customer' => 'grace', 'lines' => '[{"sku":"honey","quantity":1}]')
hurry = 9.times.lazy.map { fault.call(narrow, 'orders.prices', keyed.call({}, 'hurriedKey')) }.find { |one| one[:code] != 0 }
fault.call(client, 'orders.prices', keyed.call({}, 'limitedKey'))
order_of = ->(sku, quantity) { keyed.call('customer' => 'ada', 'lines' => [{ 'sku' => sku, 'quantity' => quantity }]) }

puts JSON.generate(
  created: plain.call(created),
  got: plain.call(client.call('orders.get', keyed.call('id' => created['id']))),
  signed: plain.call(client.call('orders.create', by_signature)),
  prices: client.call('orders.prices', keyed.call)['items'],
  receipt: client.call('orders.receipt', keyed.call('id' => created['id']))['value'],
  cancelled: client.call('orders.cancel', keyed.call('id' => created['id'])),
  missing: fault.call(client, 'orders.get', keyed.call('id' => '1')),
  refused: fault.call(client, 'orders.create', order_of.call('gold', 1)),
  wrong: fault.call(client, 'orders.create', order_of.call('tea', 'many')),
  stranger: fault.call(client, 'orders.prices', keyed.call({}, 'strangerKey')),
  limited: fault.call(client, 'orders.prices', keyed.call({}, 'limitedKey')),
  hurried: hurry
)
