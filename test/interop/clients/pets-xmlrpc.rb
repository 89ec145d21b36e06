# Calls services of foreign descriptions with Ruby's xmlrpc. Reads one JSON object: address, keys, services. Prints one.
require 'json'
require 'xmlrpc/client'

bed = JSON.parse($stdin.read)
client = XMLRPC::Client.new2("#{bed['url']}/api/xmlrpc")

call = ->(method, members, key = 'key') { client.call(method, { 'api_key' => bed[key] }.merge(members)) }
fault = lambda do |method, members, key = 'key'|
  call.call(method, members, key)
  0
rescue XMLRPC::FaultException => e
  e.faultCode
end

pet = { 'name' => 'Ada & <co>', 'photoUrls' => ['a,b', 'c'], 'category' => { 'id' => 2, 'name' => 'cats' }, 'tags' => [{ 'name' => 'x' }] }
id = { 'petId' => '9007199254740993' }
seen = bed['services'].to_h do |name|
  call.call("#{name}.addPet", pet)
  get = "#{name}.getPetById"
  found = { pet: call.call(get, id), missing: fault.call(get, { 'petId' => 1 }) }
  [name, found.merge(stranger: fault.call(get, id, 'strangerKey'), wrong: fault.call(get, { 'petId' => 'x' }))]
end
get = "#{bed['services'].last}.getPetById"
fault.call(get, id, 'limitedKey')
puts JSON.generate(services: seen, limited: fault.call(get, id, 'limitedKey'))
