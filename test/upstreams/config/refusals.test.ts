import { refusalOf } from '../../support/upstreams-file.js'

/** A service with one method that has no parameters, and more words of the service or the method. */
const service = (more: string) =>
  `services:
  orders:
    url: http://orders.internal:8080
    types:
      line: { sku: string }
    methods:
      get:
        call: GET /orders
        result: any
${more}`

/** A service with one method, and more words of the method. */
const plain = (more: string, call = 'GET /orders/{id}', params = '{ id: long }') =>
  `services:
  orders:
    url: http://orders.internal:8080
    methods:
      get:
        call: ${call}
        params: ${params}
${more}`

/** A service that a document describes, and more words of it. */
const imported = (more: string) => `services:\n  pets:\n    openapi: ./pets.yaml\n${more}`

/** Files with the place and the message of their refusal. */
const refused: readonly (readonly [text: string, message: string])[] = [
  [
    'services:\n  a: { url: http://a, methods: { m: { call: GET /a/{id}, result: any } } }',
    '2:52: Unexpected flow-map-start at node end; put a text with braces in quotes',
  ],
  ['toString: 1', '1:1: toString is no word of this version; take of defaults, permissions, services'],
  [
    service('    title: "${constructor}"'),
    '10:5: services.orders.title takes ${constructor}, which the environment does not set; set it',
  ],
  ['"a\\nb\\u2028c": 1', '1:1: a b c is no word of this version; take of defaults, permissions, services'],
  ['defaults:\n  retries: 99\n  timeout: 5', '2:3: defaults.retries must be a whole number from 0 to 10'],
  ['- services', '1:1: the file must be words with values'],
  ['services', '1:1: the file must be words with values'],
  ['services: [', '1:12: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['services: {}\n---\nservices: {}', '2:1: Source contains multiple documents; please use YAML.parseAllDocuments()'],
  ['services:\n  orders: { url: http://a }\n  orders: { url: http://b }', '3:3: Map keys must be unique'],
  ['default:\n  timeout: 3s', '1:1: default is no word of this version; did you mean defaults?'],
  ['defaults:\n  time_out: 3s', '2:3: defaults.time_out is no word of this version; did you mean timeout?'],
  [
    'defaults:\n  colour: red',
    '2:3: defaults.colour is no word of this version; take of timeout, connect_timeout, retries, breaker, connections, max_response',
  ],
  [
    service('    titel: Orders'),
    '10:5: services.orders.titel is no word of this version; take of title, url, openapi, import_from, include, exclude, rename, access, auth, needs, allow, forward_user, ca, proxy, timeout, connect_timeout, retries, breaker, connections, max_response, types, methods',
  ],
  [
    service('        resultat: any'),
    '10:9: services.orders.methods.get.resultat is no word of this version; did you mean result?',
  ],
  [
    'proxies:\n  files: { path: /files/* }',
    '1:1: proxies is for plain pass-through, which this version has not yet; it has services with url or openapi',
  ],
  [
    'services:\n  billing:\n    wsdl: https://erp.internal/Billing.svc?wsdl',
    '3:5: services.billing.wsdl is for SOAP services, which this version has not yet; it has services with url or openapi',
  ],
  [
    'services:\n  supervisor:\n    timezone: UTC\n    xmlrpc: http://10.0.0.7:9001/RPC2',
    '4:5: services.supervisor.xmlrpc is for XML-RPC services, which this version has not yet; it has services with url or openapi',
  ],
  [
    service('    auth: { username_token: {} }'),
    '10:13: services.orders.auth.username_token is for SOAP services, which this version has not yet; it has services with url or openapi',
  ],
  [service('        open: true'), '10:9: services.orders.methods.get.open is spelled needs: []; write that'],
  [
    service('        args: [a]'),
    '10:9: services.orders.methods.get.args is for XML-RPC services, which this version has not yet; it has services with url or openapi',
  ],
  ['services:', '1:1: services must be names of services with their words'],
  ['services:\n  orders:', '2:3: services.orders must be words with values'],
  [
    'services:\n  orders:\n    url: http://a\n    methods:\n      get:',
    '5:7: services.orders.methods.get must be words with values',
  ],
  ['defaults:\n  timeout: 10', '2:3: defaults.timeout must be a time such as 10s, 500ms, 2m or 1h, at most 24h'],
  [
    'defaults:\n  timeout: 10 seconds',
    '2:3: defaults.timeout must be a time such as 10s, 500ms, 2m or 1h, at most 24h',
  ],
  [
    'defaults:\n  connect_timeout: 25h',
    '2:3: defaults.connect_timeout must be a time such as 10s, 500ms, 2m or 1h, at most 24h',
  ],
  [
    'defaults:\n  connect_timeout: 0s',
    '2:3: defaults.connect_timeout must be a time such as 10s, 500ms, 2m or 1h, at most 24h',
  ],
  ['defaults:\n  retries: 11', '2:3: defaults.retries must be a whole number from 0 to 10'],
  ['defaults:\n  retries: "1"', '2:3: defaults.retries must be a whole number from 0 to 10'],
  ['defaults:\n  connections: 0', '2:3: defaults.connections must be a whole number from 1 to 10000'],
  ['defaults:\n  max_response: 4 Tera', '2:3: defaults.max_response must be a size such as 4 MB, at most 1 GB'],
  ['defaults:\n  max_response: 0', '2:3: defaults.max_response must be a size such as 4 MB, at most 1 GB'],
  ['defaults:\n  max_response: 2 GB', '2:3: defaults.max_response must be a size such as 4 MB, at most 1 GB'],
  ['defaults:\n  breaker: { failures: 0 }', '2:14: defaults.breaker.failures must be a whole number from 1 to 1000'],
  ['defaults:\n  breaker: { failures: 3, open: 3s }', '2:27: defaults.breaker.open is spelled needs: []; write that'],
  ['defaults:\n  breaker: off', '2:3: defaults.breaker must be words with values'],
  ['services:\n  orders:\n    title: Orders', '2:3: services.orders must have a url, or openapi with a description'],
  [
    'services:\n  orders:\n    url: http://orders.internal:8080',
    '2:3: services.orders has no methods; write some, or name a description by openapi',
  ],
  [
    'services:\n  orders:\n    url: []\n    methods: { get: { call: GET / } }',
    '3:5: services.orders.url must name at least one address',
  ],
  [
    'services:\n  orders:\n    url: ftp://orders\n    methods: { get: { call: GET / } }',
    '3:5: services.orders.url must be an address such as https://api.example.com/v1',
  ],
  [
    'services:\n  orders:\n    url: http://a:b@orders\n    methods: { get: { call: GET / } }',
    '3:5: services.orders.url must be an address such as https://api.example.com/v1',
  ],
  [
    'services:\n  orders:\n    url: http://orders/?a=b\n    methods: { get: { call: GET / } }',
    '3:5: services.orders.url must be an address such as https://api.example.com/v1',
  ],
  [
    'services:\n  orders:\n    url:\n      - http://a\n      - orders\n    methods: { get: { call: GET / } }',
    '5:9: services.orders.url[1] must be an address such as https://api.example.com/v1',
  ],
  [
    'services:\n  orders:\n    url: 5',
    '3:5: services.orders.url must be an address such as https://api.example.com/v1, or a list of such',
  ],
  [service('    title: ""'), '10:5: services.orders.title must be a text on one line'],
  [service('    access: all'), '10:5: services.orders.access must be everyone'],
  [service('    allow: ["http://a"]'), '10:13: services.orders.allow[0] must be a host such as api.example.com'],
  [service('    forward_user: X User'), '10:5: services.orders.forward_user must be the name of a header'],
  [
    service('    forward_user: Authorization'),
    '10:5: services.orders.forward_user is a header of another purpose; choose one such as X-User-Id',
  ],
  [
    service('    ca: ./nowhere.pem'),
    '10:5: services.orders.ca names the file ./nowhere.pem, which cannot be read: it does not exist; correct the path',
  ],
  [
    service('    ca: upstreams.yaml'),
    '10:5: services.orders.ca names a file that is not in PEM; convert it (openssl x509, openssl pkey)',
  ],
  [
    service('    proxy: proxy:3128'),
    '10:5: services.orders.proxy must be the address of a proxy, such as http://proxy.example.com:3128',
  ],
  [
    service('    proxy: http://proxy/path'),
    '10:5: services.orders.proxy must be the address of a proxy, such as http://proxy.example.com:3128',
  ],
  [
    service('    include: [get]'),
    '10:5: services.orders.include is about operations of a description, but there is none; add openapi, or leave it out',
  ],
  [
    service('    rename: { a: b }'),
    '10:5: services.orders.rename is about operations of a description, but there is none; add openapi, or leave it out',
  ],
  [
    'services:\n  admin: { url: http://a, methods: { get: { call: GET / } } }',
    '2:3: services.admin has the name of an address of the gateway; choose another',
  ],
  [
    'services:\n  openapi.json: { url: http://a }',
    '2:3: services.openapi.json has the name of an address of the gateway; choose another',
  ],
  [
    'services:\n  auth-7: { url: http://a }',
    '2:3: services.auth-7 has the name of an address of the gateway; choose another',
  ],
  [
    'services:\n  test: { url: http://a }',
    '2:3: services.test has a name with which methods of the gateway begin; choose another',
  ],
  [
    'services:\n  my-orders: { url: http://a }',
    '2:3: services.my-orders is no name of a service; take letters, digits and _, beginning with a letter',
  ],
  [
    'services:\n  erp.orders: { url: http://a }',
    '2:3: services.erp.orders is no name of a service; take letters, digits and _, beginning with a letter',
  ],
  [
    'services:\n  7: { url: http://a }',
    '2:3: services.7 is no name of a service; take letters, digits and _, beginning with a letter',
  ],
  [
    'services:\n  orders: { url: http://a, methods: { a: { call: GET / } } }\n  preorders: { url: http://a, methods: { a: { call: GET / } } }',
    '3:3: services.preorders cannot live beside orders: the prefix orders ends the prefix preorders; choose another name',
  ],
  [
    'services:\n  preorders: { url: http://a, methods: { a: { call: GET / } } }\n  orders: { url: http://a, methods: { a: { call: GET / } } }',
    '3:3: services.orders cannot live beside preorders: the prefix orders ends the prefix preorders; choose another name',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    methods:\n      get-all: { call: GET / }',
    '5:7: services.orders.methods.get-all must be named by words of letters, digits and _, joined by dots',
  ],
  [
    `services:\n  orders:\n    url: http://a\n    methods:\n      ${'a'.repeat(122)}: { call: GET / }`,
    '5:7: services.orders.methods.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa is longer than 128 letters with the name of its service; shorten it',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    methods:\n      __proto__: { call: GET / }',
    '5:7: services.orders.methods.__proto__ is a name that nothing can have; choose another',
  ],
  ['services:\n  ? [a]\n  : { url: http://a }', '2:5: services.(key) has a name that is no text; write NAME: VALUE'],
  [
    service('    auth: {}'),
    '10:5: services.orders.auth must have exactly one of basic, bearer, header, query, client_cert, oauth1, oauth2',
  ],
  [
    service('    auth: { bearer: a, basic: [a, b] }'),
    '10:5: services.orders.auth must have exactly one of basic, bearer, header, query, client_cert, oauth1, oauth2',
  ],
  [service('    auth: { basic: a }'), '10:13: services.orders.auth.basic must be [USER, PASSWORD]'],
  [
    service('    auth: { basic: ["a:b", c] }'),
    '10:21: services.orders.auth.basic[0] must be a user without a colon, which would end it',
  ],
  [
    service('    auth: { header: { Host: a } }'),
    '10:23: services.orders.auth.header.Host is a header that the gateway sets itself; leave it out',
  ],
  [service('    auth: { header: {} }'), '10:13: services.orders.auth.header must name at least one header'],
  [
    service('    auth: { header: { "X Key": a } }'),
    '10:23: services.orders.auth.header.X Key is no name here; take the name of a header',
  ],
  [service('    auth: { query: {} }'), '10:13: services.orders.auth.query must name at least one query field'],
  [
    service('    auth: { query: { "a&b": a } }'),
    '10:22: services.orders.auth.query.a&b is no name here; take the name of a query field',
  ],
  [
    service('    auth: { bearer: clé }'),
    '10:13: services.orders.auth.bearer must be of printable ASCII, as it is sent in a header',
  ],
  [service('    auth: { bearer: "a\\nb" }'), '10:13: services.orders.auth.bearer must be a secret of one line'],
  [
    service('    auth: { bearer: file:nowhere.txt }'),
    '10:13: services.orders.auth.bearer names the file nowhere.txt, which cannot be read: it does not exist; correct the path',
  ],
  [service('    auth: { bearer: "" }'), '10:13: services.orders.auth.bearer must not be empty'],
  [
    service('    auth: { baerer: a }'),
    '10:13: services.orders.auth.baerer is no word of this version; did you mean bearer?',
  ],
  [
    service('    auth: { oauth1: { consumer_key: a, consumer_secret: b, token: c } }'),
    '10:13: services.orders.auth.oauth1 must have token and token_secret together',
  ],
  [
    service('    auth: { oauth1: { consumer_key: a, consumer_secret: b, method: MD5 } }'),
    '10:60: services.orders.auth.oauth1.method must be HMAC-SHA1, HMAC-SHA256 or PLAINTEXT',
  ],
  [
    service('    auth: { oauth1: { consumer_key: a } }'),
    '10:13: services.orders.auth.oauth1.consumer_secret must be a text; take ${NAME} or file:PATH',
  ],
  [
    service('    auth: { oauth2: { token_url: a, client_id: b, client_secret: c } }'),
    '10:23: services.orders.auth.oauth2.token_url must be an address such as https://login.example.com/token',
  ],
  [
    service('    auth: { client_cert: { cert: nowhere.pem, key: b } }'),
    '10:28: services.orders.auth.client_cert.cert names the file nowhere.pem, which cannot be read: it does not exist; correct the path',
  ],
  [
    service('    auth: { bearer: "${ORDERS_KEY}" }'),
    '10:13: services.orders.auth.bearer takes ${ORDERS_KEY}, which the environment does not set; set it',
  ],
  [
    service('    auth: { bearer: "${EMPTY}" }'),
    '10:13: services.orders.auth.bearer takes ${EMPTY}, which the environment does not set; set it',
  ],
  [
    service('    auth: { bearer: "${ORDERS_KEY" }'),
    '10:13: services.orders.auth.bearer has a ${ without the name of a variable; write ${NAME}, or $${ for the text itself',
  ],
  [
    service('    auth: { bearer: "${ORDERS_KEY:-x}" }'),
    '10:13: services.orders.auth.bearer has a ${ without the name of a variable; write ${NAME}, or $${ for the text itself',
  ],
  [
    service(
      '    # a\n  two:\n    url: http://b\n    types:\n      pair: { a: strin }\n    methods: { get: { call: GET / } }',
    ),
    '14:15: services.two.types.pair.a has the unknown type strin; did you mean string?',
  ],
  [
    plain('        result: "string[]?[]"'),
    '8:9: services.orders.methods.get.result is no type; take a name, [] behind it for a list, ? at the end for optional',
  ],
  [
    plain('', 'GET /orders/{id}', '{ id: long, lines: "long[][]" }'),
    '7:29: services.orders.methods.get.params.lines has the parameter lines, whose type only a body can carry',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    types:\n      string: { a: int }\n    methods: { get: { call: GET / } }',
    '5:7: services.orders.types.string has the name of a type that every file has; choose another',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    types:\n      a-b: { a: int }\n    methods: { get: { call: GET / } }',
    '5:7: services.orders.types.a-b is no name of a type; take letters, digits and _, beginning with a letter',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    types:\n      pair: string\n    methods: { get: { call: GET / } }',
    '5:7: services.orders.types.pair must be members with their types',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    types:\n      pair:\n        a: string\n        b: { c: 5 }\n    methods: { get: { call: GET / } }',
    '7:14: services.orders.types.pair.b.c must be a type such as string, "long?" or "line[]", or members with their types',
  ],
  [
    plain('', 'GET /orders', '{ "7up": string }'),
    '7:19: services.orders.methods.get.params.7up is no name of a parameter; take letters, digits, _ and -, beginning with a letter',
  ],
  [
    plain('', 'GET /orders', '{ a.b: string }'),
    '7:19: services.orders.methods.get.params.a.b is no name of a parameter; take letters, digits, _ and -, beginning with a letter',
  ],
  [
    'services:\n  orders:\n    url: http://a\n    methods:\n      get: { summary: A }',
    '5:7: services.orders.methods.get must have a call: a verb and a path, such as GET /orders/{id}',
  ],
  [
    plain('', 'FETCH /orders/{id}'),
    '6:9: services.orders.methods.get.call must be a verb and a path, such as GET /orders/{id}; verbs are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  ],
  [
    plain('', 'get /orders/{id}'),
    '6:9: services.orders.methods.get.call must be a verb and a path, such as GET /orders/{id}; verbs are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  ],
  [
    plain('', 'GET orders/{id}'),
    '6:9: services.orders.methods.get.call must be a verb and a path, such as GET /orders/{id}; verbs are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  ],
  [
    plain('', 'GET /orders/{id}?a=b'),
    '6:9: services.orders.methods.get.call must be a path without ? and #; name its fields under query',
  ],
  [
    plain('', 'GET /orders/ö'),
    '6:9: services.orders.methods.get.call must have a path whose other characters are percent-encoded',
  ],
  [
    plain('', 'GET /orders/../{id}'),
    '6:9: services.orders.methods.get.call must have a path without the segments . and ..',
  ],
  [
    plain('', 'GET /orders/%2e%2E'),
    '6:9: services.orders.methods.get.call must have a path without the segments . and ..',
  ],
  [
    plain('', 'GET /orders/{ids}'),
    '6:9: services.orders.methods.get.call has the unknown parameter {ids}; did you mean id?',
  ],
  [
    plain('', 'GET /orders/{id'),
    '6:9: services.orders.methods.get.call has a { alone; double it for the brace itself, or write {param}',
  ],
  [
    plain('', 'GET /orders/{call.id}'),
    '6:9: services.orders.methods.get.call cannot have {call.id} in the path; send it in a header',
  ],
  [
    plain('', 'GET /orders/{id}', '{ id: long? }'),
    '6:9: services.orders.methods.get.call has {id} in the path, so it must be one value that is required; correct its type under params',
  ],
  [
    plain('', 'GET /orders/{id}', '{ id: "long[]" }'),
    '6:9: services.orders.methods.get.call has {id} in the path, so it must be one value that is required; correct its type under params',
  ],
  [
    plain('', 'GET /orders/{id}', '{ id: long, more: any }'),
    '7:29: services.orders.methods.get.params.more has the parameter more, whose type only a body can carry',
  ],
  [
    plain('', 'GET /orders/{id}', '{ id: long, photo: binary }'),
    '7:29: services.orders.methods.get.params.photo has the parameter photo, whose type only a body can carry',
  ],
  [
    plain('        body: { a: b }'),
    '8:9: services.orders.methods.get.body belongs to a GET, which has no body; use query',
  ],
  [
    plain('        query: { a: { b: c } }'),
    '8:18: services.orders.methods.get.query.a is an object, which only a body can carry',
  ],
  [
    plain('        query:\n          a: [b, [c]]'),
    '9:18: services.orders.methods.get.query.a[1] is a list inside a list, which only a body can carry',
  ],
  [
    plain('        query: { a: null }'),
    '8:18: services.orders.methods.get.query.a has no value; write one, or leave it out',
  ],
  [
    plain('        query: { a: "{ident}" }'),
    '8:18: services.orders.methods.get.query.a has the unknown parameter {ident}; take of id, call.id',
  ],
  [
    plain('        query: { a: x }', 'GET /orders/{id}', '{ id: long, a: string }'),
    '7:29: services.orders.methods.get.params.a is sent nowhere, as query has another field of its name; use it there',
  ],
  [
    plain('        query: { a: "x-{list}" }', 'GET /orders/{id}', '{ id: long, list: "string[]" }'),
    '8:18: services.orders.methods.get.query.a has {list} inside a text, which is not one value; make it a value of its own',
  ],
  [
    plain('        query: { a: "x}" }'),
    '8:18: services.orders.methods.get.query.a has a } alone; double it for the brace itself, or write {param}',
  ],
  [
    plain('        body: { a: "{id}" }', 'POST /orders', '{ id: long, unused: string }'),
    '7:29: services.orders.methods.get.params.unused is sent nowhere; name it in body, query or headers, or leave it out',
  ],
  [
    plain('        headers: { Host: a }'),
    '8:20: services.orders.methods.get.headers.Host is a header that the gateway sets itself; leave it out',
  ],
  [
    plain('        headers: { Authorization: a }'),
    '8:20: services.orders.methods.get.headers.Authorization is a credential; use auth of the service',
  ],
  [
    plain('        headers: { Cookie: a }'),
    '8:20: services.orders.methods.get.headers.Cookie cannot be written here; describe the service by OpenAPI',
  ],
  [
    plain('        headers: { X-A: a, x-a: b }'),
    '8:28: services.orders.methods.get.headers.x-a is named twice; leave one of them',
  ],
  [
    plain('        headers: { "X A": a }'),
    '8:20: services.orders.methods.get.headers.X A is no name here; take the name of a header',
  ],
  [
    plain('        headers: { X-A: "é" }'),
    '8:20: services.orders.methods.get.headers.X-A has a character that no header can carry; use ASCII',
  ],
  [
    plain('        headers: { Accept: "{id}" }'),
    '8:20: services.orders.methods.get.headers.Accept must be a media type without parameters of the call',
  ],
  [
    plain('        headers: { Content-Type: text/plain }'),
    '8:9: services.orders.methods.get.headers names the Content-Type of a body, but there is none; leave it out',
  ],
  [
    plain('        headers: { Content-Type: application/xml }', 'POST /orders', '{ id: long }'),
    '5:7: services.orders.methods.get.body has a Content-Type that cannot be written here; take JSON, a form (application/x-www-form-urlencoded, multipart/form-data) or text',
  ],
  [
    plain(
      '        headers: { Content-Type: application/x-www-form-urlencoded }\n        body: "{id}"',
      'POST /orders',
      '{ id: long }',
    ),
    '9:9: services.orders.methods.get.body must be members with values, as it is sent as a form',
  ],
  [
    plain('        headers: { Content-Type: text/plain }\n        body: { a: "{id}" }', 'POST /orders', '{ id: long }'),
    '9:9: services.orders.methods.get.body must be one value, as it is sent as a text',
  ],
  [
    plain('        body: { a: ["{photo}"] }', 'POST /orders', '{ photo: binary }'),
    '8:9: services.orders.methods.get.body has the file photo inside a value; make it a member of the body, or the whole body',
  ],
  [
    plain('        headers: { Content-Type: application/json }', 'POST /orders', '{ photo: binary }'),
    '5:7: services.orders.methods.get.body has files among its members, so its Content-Type must be multipart/form-data',
  ],
  [
    plain('        query: { a: "{photo}" }', 'POST /orders', '{ photo: binary }'),
    '8:18: services.orders.methods.get.query.a has the parameter photo, whose type only a body can carry',
  ],
  [
    plain('        result: string?'),
    '8:9: services.orders.methods.get.result must not be optional; an answer without a value is an empty result anyway',
  ],
  [
    plain('        result: string', 'HEAD /orders/{id}'),
    '8:9: services.orders.methods.get.result belongs to a HEAD, whose answers have no body; leave it out',
  ],
  [
    plain('        answer: data'),
    '8:9: services.orders.methods.get.answer names a member of the result, but there is none; add result',
  ],
  [
    plain('        headers: { Accept: text/csv }\n        result: "string[]"'),
    '9:9: services.orders.methods.get.result must be string, as Accept asks for no JSON',
  ],
  [
    plain('        needs: [keys]'),
    '8:17: services.orders.methods.get.needs[0] must be key, signature, token, or a permission such as doc=write',
  ],
  [
    plain('        needs: [token, doc=admin]'),
    '8:24: services.orders.methods.get.needs[1] must be key, signature, token, or a permission such as doc=write',
  ],
  [
    plain('        needs: token'),
    '8:9: services.orders.methods.get.needs must be a list of key, signature, token and permissions such as doc=write',
  ],
  [
    plain('        needs: [key, doc=read]'),
    '8:22: services.orders.methods.get.needs[1] needs a token too, which holds the permission; add token to the list',
  ],
  [
    plain('        needs: [token, doc=read, doc=write]'),
    '8:34: services.orders.methods.get.needs[2] names its kind a second time; leave one of them',
  ],
  [plain('        limits: { user: 10 }'), '8:19: services.orders.methods.get.limits.user must be a limit such as 10/m'],
  [
    plain('        limits: { app: 10/w }'),
    '8:19: services.orders.methods.get.limits.app is wrong: 10/w is no limit such as 50/s, 1000/m, 20000/h or 100000/d',
  ],
  [
    plain('        limits: { ip: 10/s }'),
    '8:19: services.orders.methods.get.limits.ip is no word of this version; take of user, app',
  ],
  [
    plain('        errors: { 200: { code: 1, title: A } }'),
    '8:19: services.orders.methods.get.errors.200 is no name here; take a status such as 404, or a range such as 4XX',
  ],
  [
    plain('        errors: { 404: { code: 98, title: A } }'),
    '8:26: services.orders.methods.get.errors.404.code must be a whole number from 1 to 97',
  ],
  [
    plain('        errors: { 404: { title: A } }'),
    '8:19: services.orders.methods.get.errors.404 must have a code, from 1 to 97',
  ],
  [plain('        errors: { 404: { code: 1 } }'), '8:19: services.orders.methods.get.errors.404 must have a title'],
  [
    plain('        errors: { 404: { code: 1, title: "a\\nb" } }'),
    '8:35: services.orders.methods.get.errors.404.title must be a text on one line',
  ],
  [
    plain('        errors:\n          404: { code: 1, title: A }\n          409: { code: 1, title: B }'),
    '10:11: services.orders.methods.get.errors.409 has the code 1 with another title than 404; give them one title, or another code',
  ],
  [
    plain('        cache: { for: 60s }', 'POST /orders'),
    '8:9: services.orders.methods.get.cache is for reads, but the method writes; leave it out, or say write: false',
  ],
  [
    plain('        write: false\n        cache: { for: 60s }', 'POST /orders', '{ content: binary }'),
    '9:9: services.orders.methods.get.cache is for methods without files, but the method takes one; leave it out',
  ],
  [
    plain('        result: binary\n        cache: { for: 60s }'),
    '9:9: services.orders.methods.get.cache is for answers that are no files; leave it out',
  ],
  [
    plain('        cache: { for: 60s, per: user }'),
    '8:28: services.orders.methods.get.cache.per must be caller or everyone',
  ],
  [
    plain('        cache: { per: caller }'),
    '8:9: services.orders.methods.get.cache.for must be a time such as 10s, 500ms, 2m or 1h, at most 24h',
  ],
  [
    plain('        needs: [token, doc=read]\n        cache: { for: 60s, per: everyone }'),
    '9:9: services.orders.methods.get.cache must be per: caller, as the method needs a permission; if its answers are for everyone, say public: true',
  ],
  [
    plain('        public: true'),
    '8:9: services.orders.methods.get.public is about cached answers, but there is no cache; leave it out',
  ],
  [
    plain('        probe: true', 'POST /orders', '{ id: long? }'),
    '8:9: services.orders.methods.get.probe must be a read without required parameters; choose another method',
  ],
  [
    plain('        probe: true'),
    '8:9: services.orders.methods.get.probe must be a read without required parameters; choose another method',
  ],
  [plain('        strict: yes'), '8:9: services.orders.methods.get.strict must be true or false'],
  [plain('        summary: "a\\nb"'), '8:9: services.orders.methods.get.summary must be a text on one line'],
  [plain('        notes: 5'), '8:9: services.orders.methods.get.notes must be a text, or a list of such'],
  [
    plain('        query: { a: 9007199254740993 }'),
    '8:18: services.orders.methods.get.query.a is a number that would lose digits; write it in quotes',
  ],
  [
    plain('        query: { a: .inf }'),
    '8:18: services.orders.methods.get.query.a is no number that JSON has; write it in quotes',
  ],
  ['services: *a', '1:1: services refers to an anchor that is not there; write &NAME before it'],
  [`services: ${'['.repeat(70)}${']'.repeat(70)}`, '1:12: services.0 is nested deeper than 64; simplify it'],
  [
    imported('    methods:\n      getPet: { call: GET /pets }'),
    '5:17: services.pets.methods.getPet.call belongs to a method written here, which a service with openapi cannot have; give it a service of its own',
  ],
  [
    imported('    methods:\n      getPet: { params: { a: int } }'),
    '5:17: services.pets.methods.getPet.params is what the description says of the operation; leave it out',
  ],
  [
    imported('    types: { a: { b: int } }'),
    '4:5: services.pets.types belongs to methods written here; the description has types of its own',
  ],
  [
    'services:\n  pets:\n    openapi: ftp://a/b.yaml',
    '3:5: services.pets.openapi must be a file, or an address such as https://api.example.com/openapi.json',
  ],
  [
    'services:\n  pets:\n    openapi: https://a:b@c/b.yaml',
    '3:5: services.pets.openapi must be an address without user and password',
  ],
  [
    imported('    include: getPet'),
    '4:5: services.pets.include must be a list of operations, as operationId or "GET /path"',
  ],
  [imported('    rename: { getPet: 5 }'), '4:15: services.pets.rename.getPet must be the name of a method'],
  [
    imported('    rename: { getPet: get-pet }'),
    '4:15: services.pets.rename.getPet must be named by words of letters, digits and _, joined by dots',
  ],
  [imported('    import_from: https://a/'), '4:5: services.pets.import_from must be a host such as api.example.com'],
  ['permissions:\n  orders: { title: Orders }', '2:3: permissions.orders.levels must be words with values'],
  [
    'permissions:\n  Orders: { title: Orders, levels: { read: See } }',
    '2:3: permissions.Orders must have a name of at most 32 lower-case letters and digits',
  ],
  [
    'permissions:\n  orders: { title: Orders, levels: { admin: See } }',
    '2:38: permissions.orders.levels.admin is no word of this version; take of read, write, delete',
  ],
]

test.each(refused)('%j is refused: %s', (text, message) => {
  expect(refusalOf(text, { env: { EMPTY: '' } })).toBe(`upstreams.yaml:${message}`)
})

test('a name that other methods begin with is refused where the gateway says so', () => {
  const text = 'services:\n  doc: { url: http://a, methods: { get: { call: GET / } } }'
  expect(refusalOf(text)).toBe('')
  expect(refusalOf(text, { taken: ['doc', 'user'] })).toBe(
    'upstreams.yaml:2:3: services.doc has a name with which methods of the gateway begin; choose another',
  )
})

test.each([
  ['nowhere.yaml', 'nowhere.yaml cannot be read: it does not exist; correct the path'],
  ['empty', 'empty holds no file that ends in .yaml; write one there, or name another folder'],
])('the path %s is refused', (path, message) => {
  expect(refusalOf('', { path, files: { 'empty/readme.txt': '' } })).toBe(message)
})
