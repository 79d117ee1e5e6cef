"""alibabacloud-cs20151215, the vendor's newer SDK: signs with ACS3."""

import inspect
import json
import re
import time
import urllib.parse
from unittest import mock

from alibabacloud_cs20151215 import models
from alibabacloud_cs20151215.client import Client
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils import Utils
from darabonba.runtime import RuntimeOptions

import common


class Recorded(Client):
    """The SDK's client, which remembers what was answered: its models leave out what they do not know."""

    answer = None

    def call_api(self, params, request, runtime):
        whole = super().call_api(params, request, runtime)
        self.answer = whole.get("body")
        return whole


class Sdk:
    """The SDK, as stories see it."""

    name = "current"

    def __init__(self, endpoint, access_key_id, access_key_secret):
        self.client = Recorded(
            utils_models.Config(
                access_key_id=access_key_id,
                access_key_secret=access_key_secret,
                endpoint=endpoint,
                protocol="http",
                region_id="cn-beijing",
            )
        )

    def call(self, row, disguise):
        """The answer to a call, when the SDK's own model has read it, too."""
        date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + disguise.get("late", 0)))
        nonce = disguise.get("nonce", Utils.get_nonce())
        try:
            with mock.patch.object(Utils, "get_timestamp", lambda: date), mock.patch.object(Utils, "get_nonce", lambda: nonce):
                self.send(row)
        except AlibabaCloudException as error:
            raise common.Refused(error.status_code, error.code, error.message) from error
        return self.client.answer

    def send(self, row):
        """Calls the SDK's own method for the operation, or its general one."""
        wanted = row["call"].lower() + "withoptions"
        methods = {name.replace("_", ""): name for name in dir(self.client)}
        query = {key: str(value) for key, value in row.get("query", {}).items()}
        body = row.get("body", row.get("setters"))
        if wanted not in methods:
            return self.client.call_api(self.params(row), self.general(query, body), RuntimeOptions())
        method = getattr(self.client, methods[wanted])
        arguments = []
        for name, parameter in inspect.signature(method).parameters.items():
            model = re.search(r"main_models\.(\w+)", str(parameter.annotation))
            if name == "headers":
                arguments.append({})
            elif name == "runtime":
                arguments.append(RuntimeOptions())
            elif model:
                arguments.append(self.modelled(getattr(models, model.group(1))(), query, body))
            else:
                path = {key.replace("_", "").lower(): value for key, value in row.get("path", {}).items()}
                arguments.append(path[name.replace("_", "")])
        return method(*arguments)

    @staticmethod
    def modelled(model, query, body):
        """The SDK's model of an input. A list is its only field; a parameter that is a list is one, too."""
        fields = {next(iter(vars(model))): body} if isinstance(body, list) else body or {}
        parameters = {key: json.loads(value) if value.startswith("[") else value for key, value in query.items()}
        return model.from_map({**parameters, **fields})

    @staticmethod
    def general(query, body):
        """A request without a model."""
        return utils_models.OpenApiRequest(headers={}, query=query, body=body)

    @staticmethod
    def params(row):
        """Where an operation is that the SDK has no method for."""
        method, path = common.operation(row["call"])
        for key, value in row.get("path", {}).items():
            path = path.replace("{" + key + "}", urllib.parse.quote(value))
        return utils_models.Params(
            action=row["call"],
            version="2015-12-15",
            protocol="HTTP",
            pathname=path,
            method=method,
            auth_type="AK",
            style="ROA",
            req_body_type="json",
            body_type="json",
        )
