import { createServer } from 'node:http'
import * as soap from 'soap'
import { announce, checkCall, keepAlive } from './checks.js'

const wsdl = `<wsdl:definitions name="Echo" targetNamespace="urn:ipernity" xmlns:tns="urn:ipernity"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <wsdl:types>
    <xs:schema targetNamespace="urn:ipernity">
      <xs:element name="ipernityRequest"><xs:complexType><xs:all>
        <xs:element name="method" type="xs:string"/>
        <xs:element name="api_key" type="xs:string" minOccurs="0"/>
        <xs:element name="echo" type="xs:string" minOccurs="0"/>
      </xs:all></xs:complexType></xs:element>
      <xs:element name="ipernityResponse" type="xs:string"/>
    </xs:schema>
  </wsdl:types>
  <wsdl:message name="request"><wsdl:part name="parameters" element="tns:ipernityRequest"/></wsdl:message>
  <wsdl:message name="response"><wsdl:part name="parameters" element="tns:ipernityResponse"/></wsdl:message>
  <wsdl:portType name="Echo"><wsdl:operation name="ipernityRequest">
    <wsdl:input message="tns:request"/><wsdl:output message="tns:response"/>
  </wsdl:operation></wsdl:portType>
  <wsdl:binding name="Echo" type="tns:Echo">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="ipernityRequest"><soap:operation soapAction=""/>
      <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="Echo"><wsdl:port name="Echo" binding="tns:Echo">
    <soap:address location="http://127.0.0.1/api/soap"/>
  </wsdl:port></wsdl:service>
</wsdl:definitions>`

/** The operation; the key is checked as everywhere. */
function ipernityRequest({ method, ...params }) {
  checkCall(method, new Map(Object.entries(params)))
  return `<echo>${params.echo}</echo>`
}

const server = createServer((_request, response) => response.writeHead(404).end())
server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => {
  soap.listen(server, '/api/soap', { Echo: { Echo: { ipernityRequest } } }, wsdl, () => announce(server.address()))
})
