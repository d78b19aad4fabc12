"""What a page hands to the script that talks to a passkey."""

import json
from typing import Any


def as_data(options: dict[str, Any] | None) -> str:
    """The question to a passkey as an attribute of the page; empty where there is none."""
    return json.dumps(options) if options else ""
