"""The secret of a subscription and the signature of a message, as Standard Webhooks 1.0 has them.

Secrets are derived from the installation's own, so that none lies in the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from thirdring.apps.webhooks.models import Message, Subscription

PREFIX = "whsec_"


def secret_of(subscription: Subscription) -> str:
    """What the receiver checks signatures with: ``whsec_`` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(_key(subscription)).decode()


def headers_of(message: Message, at_s: int) -> dict[str, str]:
    """Id, moment (whole seconds) and signature of a message that is sent now."""
    signed = f"{message.name}.{at_s}.{message.body}".encode()
    digest = hmac.new(_key(message.subscription), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message.name,
        "webhook-timestamp": str(at_s),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(subscription: Subscription) -> bytes:
    root = settings.INSTALLATION.secrets.get("webhooks").encode()
    return hmac.new(root, str(subscription.key).encode(), hashlib.sha256).digest()
