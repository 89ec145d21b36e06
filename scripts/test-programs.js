/**
 * The programs that the tests start: the package of Debian that brings each, and a probe, a call that succeeds only
 * where the program runs and has the library that the tests use. A program and its libraries are entries of their own,
 * since a package does not always bring the program that its library is for.
 *
 * Absolute paths name Debian's own Perl, Python and Ruby, which have the packages, whatever comes first in the PATH.
 */
export const programs = [
  { package: 'dash', program: 'sh', probe: ['-c', 'true'] },
  { package: 'coreutils', program: 'md5sum', probe: ['--version'] },
  { package: 'tar', program: 'tar', probe: ['--version'] },
  { package: 'procps', program: 'ps', probe: ['--version'] },
  { package: 'procps', program: 'pgrep', probe: ['--version'] },
  { package: 'bsdutils', program: 'script', probe: ['--version'] },
  { package: 'util-linux', program: 'setpriv', probe: ['--version'] },
  { package: 'curl', program: 'curl', probe: ['--version'] },
  { package: 'openssl', program: 'openssl', probe: ['version'] },
  { package: 'redis-server', program: 'redis-server', probe: ['--version'] },
  { package: 'postgresql', program: 'initdb', probe: ['--version'] },
  { package: 'postgresql', program: 'postgres', probe: ['--version'] },
  { package: 'chromium', program: '/usr/bin/chromium', probe: ['--version'] },
  { package: 'libxml2-utils', program: 'xmllint', probe: ['--version'] },
  { package: 'php-cli', program: 'php', probe: ['--version'] },
  { package: 'php-soap', program: 'php', probe: ['-r', 'exit(class_exists("SoapClient") ? 0 : 1);'] },
  { package: 'php-oauth', program: 'php', probe: ['-r', 'exit(class_exists("OAuth") ? 0 : 1);'] },
  { package: 'perl', program: '/usr/bin/perl', probe: ['-MJSON::PP', '-MDigest::MD5', '-MEncode', '-e', '1'] },
  { package: 'librpc-xml-perl', program: '/usr/bin/perl', probe: ['-MRPC::XML::Client', '-e', '1'] },
  { package: 'libfrontier-rpc-perl', program: '/usr/bin/perl', probe: ['-MFrontier::Client', '-e', '1'] },
  { package: 'libsoap-lite-perl', program: '/usr/bin/perl', probe: ['-MSOAP::Lite', '-e', '1'] },
  { package: 'libnet-oauth-perl', program: '/usr/bin/perl', probe: ['-MNet::OAuth', '-e', '1'] },
  { package: 'libwww-perl', program: '/usr/bin/perl', probe: ['-MLWP::UserAgent', '-e', '1'] },
  { package: 'python3', program: '/usr/bin/python3', probe: ['-c', 'import hashlib, json, xmlrpc.client'] },
  { package: 'python3-zeep', program: '/usr/bin/python3', probe: ['-c', 'import zeep'] },
  { package: 'python3-requests-oauthlib', program: '/usr/bin/python3', probe: ['-c', 'import requests_oauthlib'] },
  { package: 'ruby', program: '/usr/bin/ruby', probe: ['-rdigest', '-rjson', '-e', '1'] },
  { package: 'ruby-xmlrpc', program: '/usr/bin/ruby', probe: ['-rxmlrpc/client', '-e', '1'] },
]
