searchIn([
["README.html","Hello","page"],
["fields.html","Index of fields","page"],
["hello/README.html","Hello","page"],
["hello/gateways.html","Gateways and common headers","page"],
["hello/responses.html","Responses and errors","page"],
["hello/greetings/SayHello.html","SayHello","operation"]
], [
[0,"","","Operations are listed below by service and group. The index of fields has every field name and where it occurs."],
[0,"service.hello","Hello","Says hello. About the service."],
[0,"at.how-to-read","How to read this reference","Where facts come from. Each page names the section of the guide that it describes. A field is in a table of that section unless its description says otherwise: an example shows it, running text (prose) mentions it, or the vendor's published SDK sends or reads it. Errata. Where the guide contradicts itself or the live service, the reference says what is right as far as that can be told, and links to an erratum: what is printed, what was decided, and why. Printed tells what the row of a field says instead. Types. integer has 32 bits, long 64, number may have a fraction. timestamp and duration are texts; secret is a text that must not be logged; any is any JSON value. list<T> is a JSON array, map<T> a JSON object with keys of the caller's or the service's choice, json<T> a text that holds JSON. Required. A request without a required field is refused. Responses may leave any field out, have fields that are not described here, and values of enums that are not listed. Default is what the service assumes when a field is left out. Examples are those of the guide, put together field by field; asterisks stand for what it masks. Placeholders. For some lists and maps the guide prints a key that is not on the wire. Pages name it, because examples elsewhere show it, and mocks can be asked to send it."],
[1,"","",""],
[2,"","","Says hello. API version 2024-01-01, product code Hello. Operations are told apart by method and path. The guide is Hello guide, for version v1, document number 1. Sections are those of this document."],
[2,"at.about","About the service",""],
[2,"group.greetings","Greetings","Say hello."],
[3,"","",""],
[4,"","",""],
[4,"at.errors","Errors","An error has a status of 4xx or 5xx and an object with Code, Message and RequestId; services also spell these keys in other cases, and a gateway or proxy may answer with anything at all. The guide lists no error codes of this service."],
[5,"","","Say hello. POST /hello Idempotent: twice has the effect of once, so that it can be repeated when no response arrives. Described in section 1.1 of the guide."],
[5,"at.request","Request",""],
[5,"at.request-example","Example",""],
[5,"at.response","Response","Status 200. No body is documented."],
[5,"at.code","Code","Each is a whole program. ALIBABA_CLOUD_ENDPOINT (https://…), ALIBABA_CLOUD_REGION_ID, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in its environment say where and as whom it calls."],
[5,"code.rust","Rust",""],
[5,"at.errors","Errors","The guide lists no error codes for this operation. See what an error looks like."]
]);
