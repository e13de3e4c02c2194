"""A client of GeoReport v2 that knows the standard and the standard library, nothing else."""

import json
import sys
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

PLURALS = ("services", "service_requests", "attributes", "values", "errors")


class GeoReport:
    """``endpoint`` without a slash, ``jurisdiction`` as the standard's ``jurisdiction_id``."""

    def __init__(self, endpoint: str, jurisdiction: str, spoken: str, key: str) -> None:
        self.endpoint = endpoint
        self.jurisdiction = jurisdiction
        self.spoken = spoken
        self.key = key

    def get(self, name: str, **query: str) -> Any:
        """``GET <endpoint>/<name>.<format>``."""
        asked = urlencode({"jurisdiction_id": self.jurisdiction, **query})
        return self._read(Request(f"{self.endpoint}/{name}.{self.spoken}?{asked}"))

    def post(self, **fields: str) -> Any:
        """``POST <endpoint>/requests.<format>``, form-encoded."""
        known = {"api_key": self.key, "jurisdiction_id": self.jurisdiction, **fields}
        return self._read(
            Request(
                f"{self.endpoint}/requests.{self.spoken}",
                urlencode(known).encode(),
                {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            )
        )

    def _read(self, request: Request) -> Any:
        try:
            with urlopen(request, timeout=30) as answer:
                body, kind = answer.read(), answer.headers["content-type"]
        except HTTPError as error:
            body, kind = error.read(), error.headers["content-type"]
        if self.spoken == "json":
            assert kind == "application/json; charset=utf-8", kind
            return json.loads(body)
        assert kind == "text/xml; charset=utf-8", kind
        return self._value(ElementTree.fromstring(body))

    def _value(self, element: ElementTree.Element) -> Any:
        """The Spark convention backwards: plural elements are lists, all others are objects."""
        if element.tag in PLURALS:
            return [self._value(child) for child in element]
        if len(element):
            return {child.tag: self._value(child) for child in element}
        return element.text


def main(endpoint: str, jurisdiction: str, spoken: str, key: str) -> dict[str, Any]:
    """Look at the services, report something as their definition asks, read it back."""
    client = GeoReport(endpoint, jurisdiction, spoken, key)
    service = client.get("services")[0]
    fields = {}
    if service["metadata"] in (True, "true"):
        definition = client.get(f"services/{service['service_code']}")
        for one in definition["attributes"]:
            if one["required"] in (True, "true"):
                fields[f"attribute[{one['code']}]"] = one["values"][0]["key"]
    made = client.post(
        service_code=service["service_code"],
        description=f"A lamp & a <b>bench</b> ({spoken})",
        address_string="1 Main Street",
        **fields,
    )
    made_id = made[0]["service_request_id"]
    return {
        "id": made_id,
        "one": client.get(f"requests/{made_id}")[0],
        "listed": [one["service_request_id"] for one in client.get("requests", status="open")],
        "refused": GeoReport(endpoint, jurisdiction, spoken, "wrong").post(**fields)[0],
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:5])))
