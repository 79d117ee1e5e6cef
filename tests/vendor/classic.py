"""aliyun-python-sdk-cs, the SDK that the guide installs: signs with ROA version 1."""

import importlib
import json
import time
from unittest import mock

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RoaRequest
from aliyunsdkcore.utils import parameter_helper

import common

REQUESTS = "aliyunsdkcs.request.v20151215"


class Sdk:
    """The SDK, as stories see it."""

    name = "classic"

    def __init__(self, endpoint, access_key_id, access_key_secret):
        self.endpoint = endpoint
        self.client = AcsClient(access_key_id, access_key_secret, "cn-beijing", auto_retry=False)

    def call(self, row, disguise):
        """The answer to a call."""
        request = self.request(row)
        date = time.strftime(parameter_helper.FORMAT_RFC_2616, time.gmtime(time.time() + disguise.get("late", 0)))
        # This SDK sends no nonce by itself, but signs one that it is given.
        if "nonce" in disguise:
            request.add_header("x-acs-signature-nonce", disguise["nonce"])
        try:
            with mock.patch.object(parameter_helper, "get_rfc_2616_date", lambda: date):
                answer = self.client.do_action_with_exception(request)
        except ServerException as error:
            raise common.Refused(error.get_http_status(), error.get_error_code(), error.get_error_msg()) from error
        text = answer.decode()
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text

    def request(self, row):
        """A request of the SDK's own class for the operation, or of its general one."""
        name = row["call"]
        try:
            request = getattr(importlib.import_module(f"{REQUESTS}.{name}Request"), f"{name}Request")()
        except ModuleNotFoundError:
            method, path = common.operation(name)
            request = RoaRequest("CS", "2015-12-15", name, method=method, uri_pattern=path.replace("{", "[").replace("}", "]"))
        request.set_endpoint(self.endpoint)
        request.set_protocol_type("http")
        request.set_accept_format("JSON")
        for key, value in row.get("path", {}).items():
            request.add_path_param(key, value)
        for key, value in row.get("query", {}).items():
            request.add_query_param(key, value)
        # The class's own setters, for rows that are about what they do: they send a form.
        for key, value in row.get("setters", {}).items():
            getattr(request, "set_" + key)(value)
        if "body" in row:
            request.set_content_type("application/json")
            request.set_content(json.dumps(row["body"]))
        return request
