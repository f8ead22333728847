"""Where recordings and messages lie follows from their names alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from thirdring.installation import Installation

HOME = Installation(Path("/srv/thirdring"))


def test_a_message_lies_beside_the_recording_of_its_call() -> None:
    call = "n1-1763790000.12"
    assert HOME.recording(call) == Path("/srv/thirdring/recordings/2025-11-22/n1-1763790000.12.raw")
    assert HOME.message(f"message-{call}") == Path(
        "/srv/thirdring/recordings/2025-11-22/message-n1-1763790000.12.wav"
    )


@pytest.mark.parametrize(
    "name", ["", "n1-1763790000.12", "message-", "message-../../secrets/sip", "message-n1-1763790000.12/.."]
)
def test_what_is_no_name_of_a_message_leads_nowhere(name: str) -> None:
    with pytest.raises(ValueError, match="is not the"):
        HOME.message(name)
