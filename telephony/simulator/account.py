"""The part of Twilio's REST API that tells of the account and its numbers."""

import hashlib
from typing import Any

from flask import Response, jsonify, request

from telephony.simulator.handsets import Line
from telephony.simulator.parts import get_parts
from telephony.simulator.rest import BASE, VERSION, api, paged
from telephony.simulator.settings import SimulatorSettings

#: With these routes on it, to be registered.
__all__ = ["api"]


@api.get(f"{BASE}.json")
def fetch_account(account: str) -> Response:
    """Return the account: its own parent, active, and no trial."""
    uri = f"/{VERSION}/Accounts/{account}"
    return jsonify(
        {
            "sid": account,
            "owner_account_sid": account,
            "friendly_name": "The stand-in on this machine",
            "status": "active",
            "type": "Full",
            "auth_token": get_parts().settings.auth_token,
            "date_created": None,
            "date_updated": None,
            "uri": f"{uri}.json",
            "subresource_uris": {
                "messages": f"{uri}/Messages.json",
                "incoming_phone_numbers": f"{uri}/IncomingPhoneNumbers.json",
            },
        }
    )


@api.get(f"{BASE}/IncomingPhoneNumbers.json")
def list_numbers(account: str) -> Response:
    """List the account's numbers, those with an exact number where one is asked for."""
    settings = get_parts().settings
    asked = request.args.get("PhoneNumber")
    lines = [line for line in settings.lines if asked is None or line.number == asked]
    return jsonify(paged("incoming_phone_numbers", [_as_json(settings, line) for line in lines]))


def _as_json(settings: SimulatorSettings, line: Line) -> dict[str, Any]:
    """Return a number in Twilio's shape: texts to it are posted where the stand-in really posts them."""
    sid = "PN" + hashlib.sha256(line.number.encode()).hexdigest()[:32]
    return {
        "sid": sid,
        "account_sid": settings.account_sid,
        "api_version": VERSION,
        "phone_number": line.number,
        "friendly_name": line.label,
        "capabilities": {"sms": True, "mms": False, "voice": False, "fax": False},
        "origin": "twilio",
        "status": "in-use",
        "sms_url": settings.inbound_url,
        "sms_method": "POST",
        "sms_application_sid": "",
        "sms_fallback_url": "",
        "sms_fallback_method": "POST",
        "status_callback": "",
        "status_callback_method": "POST",
        "voice_url": None,
        "date_created": None,
        "date_updated": None,
        "uri": f"/{VERSION}/Accounts/{settings.account_sid}/IncomingPhoneNumbers/{sid}.json",
    }
