"""What a SIPp phone does, written as SIPp scenarios.

Each function returns the XML of one behaviour. A scenario says what happens in its log
("rang", "answered", "ended by them" …) so that a test can wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from phones.keys import PAYLOAD_TYPE, Keys

FOREVER_S = 3600.0


_SDP = """\
v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio {port} RTP/AVP 8 {keys}
a=rtpmap:8 PCMA/8000
a=rtpmap:{keys} telephone-event/8000
a=fmtp:{keys} 0-16
a=ptime:20"""


def _sdp(speaks: Path | None) -> str:
    return _SDP.format(port="[rtpstream_audio_port]" if speaks else "[media_port]", keys=PAYLOAD_TYPE)


def _log(message: str) -> str:
    return f'<action><log message="[timestamp] {message} [call_id]"/></action>'


def _nop(message: str) -> str:
    return f"<nop>{_log(message)}</nop>"


def _speak(speaks: Path | None) -> str:
    return f'<nop><action><exec rtp_stream="{speaks},-1,8,PCMA/8000"/></action></nop>' if speaks else ""


def _presses(keys: Sequence[Keys]) -> str:
    """SIPp finds each group of keys as ``keysN.pcap``."""
    return "".join(
        f'<pause milliseconds="{_milliseconds(group.after_s)}"/>'
        f'<nop><action><exec play_pcap_audio="keys{number}.pcap"/></action></nop>'
        f'<pause milliseconds="{_milliseconds(group.lasts_s)}"/>'
        for number, group in enumerate(keys)
    )


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _message(text: str, **attributes: str) -> str:
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    body = text if "\n\n" in text else text + "\nContent-Length: 0\n\n"
    return f"<send{extra}><![CDATA[\n{body}\n]]></send>"


_UAC_HEADERS = """\
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "{name}" <sip:{number}@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:{line}@[remote_ip]:[remote_port]>{tag}
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:{number}@[local_ip]:[local_port]>
Max-Forwards: 70"""


def caller(
    line: str,
    number: str,
    *,
    name: str = "",
    talk_s: float = FOREVER_S,
    keys: Sequence[Keys] = (),
    speaks: Path | None = None,
    credentials: tuple[str, str] | None = None,
) -> str:
    """Calls ``line`` and stays until the other side ends, or hangs up after ``talk_s`` (and the keys).

    ``keys`` are pressed first; SIPp needs root to send them, and finds each group as ``keysN.pcap``.

    ``credentials`` (username, password) answer a challenge.

    ``speaks``: raw A-law sent as RTP, over and over. ``number`` may hold SIPp keywords ([call_number]).
    """

    def request(method: str, cseq: int, *, tag: str = "[peer_tag_param]") -> str:
        headers = _UAC_HEADERS.format(name=name, number=number, line=line, tag=tag, cseq=cseq, method=method)
        return f"{method} sip:{line}@[remote_ip]:[remote_port] SIP/2.0\n{headers}"

    offer = f"\nContent-Type: application/sdp\nContent-Length: [len]\n\n{_sdp(speaks)}"
    invite = request("INVITE", 1, tag="") + offer
    challenged = ""
    if credentials:
        username, password = credentials
        proof = f"\n[authentication username={username} password={password}]"
        again = request("INVITE", 2, tag="") + proof + offer
        challenged = (
            '<recv response="401" auth="true"/>'
            + _message(request("ACK", 1))
            + _message(again, retrans="500")
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
{_message(invite, retrans="500")}
{challenged}
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="401" optional="true" next="refused">{_log("refused 401")}</recv>
<recv response="404" optional="true" next="refused">{_log("refused 404")}</recv>
<recv response="486" optional="true" next="refused">{_log("refused 486")}</recv>
<recv response="503" optional="true" next="refused">{_log("refused 503")}</recv>
<recv response="200" rtd="true" rrs="true">{_log("connected")}</recv>
{_message(request("ACK", 2 if credentials else 1))}
{_speak(speaks)}
{_presses(keys)}
<recv request="BYE" timeout="{_milliseconds(talk_s)}" ontimeout="leave">{_log("ended by them")}</recv>
{_respond("200 OK")}
<nop next="end"/>
<label id="leave"/>
{_nop("ended by us")}
{_message(request("BYE", 3), retrans="500")}
<recv response="200" next="end" timeout="5000"/>
<label id="refused"/>
{_message(request("ACK", 2 if credentials else 1))}
<label id="end"/>
</scenario>
"""


def _respond(
    status: str, *, body: str = "", contact: bool = False, tag: bool = False, **attributes: str
) -> str:
    to = "[last_To:];tag=[pid]t[call_number]" if tag else "[last_To:]"
    contact_line = "\nContact: <sip:[local_ip]:[local_port];transport=[transport]>" if contact else ""
    text = f"SIP/2.0 {status}\n[last_Via:]\n[last_From:]\n{to}\n[last_Call-ID:]\n[last_CSeq:]{contact_line}"
    if body:
        text += f"\nContent-Type: application/sdp\nContent-Length: [len]\n\n{body}"
    return _message(text, **attributes)


def answering(
    *,
    after_s: float = 0.0,
    talk_s: float = FOREVER_S,
    speaks: Path | None = None,
    refuses_with: str = "",
    rings: bool = True,
    keys: Sequence[Keys] = (),
) -> str:
    """A phone that is called: rings, answers after ``after_s`` and hangs up ``talk_s`` later unless they do.

    ``keys`` are pressed after the answer, while the other side may hang up.

    ``after_s=FOREVER_S`` never answers. ``refuses_with`` ("486 Busy Here", "603 Decline") refuses after
    ``after_s`` instead of answering. ``rings=False`` sends no 180.
    """
    ringing = _respond("180 Ringing", contact=True, tag=True) if rings else ""
    wait = (
        f'<recv request="CANCEL" timeout="{_milliseconds(after_s)}" ontimeout="decide" next="cancelled">'
        f"{_log('cancelled [$key]')}</recv>"
        if after_s
        else ""
    )
    accepted = f"""
{_nop("answered [$key]")}
{_respond("200 OK", body=_sdp(speaks), contact=True, tag=True, retrans="500")}
<recv request="ACK"/>
{_speak(speaks)}
{_presses(keys)}
<recv request="BYE" timeout="{_milliseconds(talk_s)}" ontimeout="leave">{_log("ended by them [$key]")}</recv>
{_respond("200 OK")}
<nop next="end"/>
<label id="leave"/>
{_nop("ended by us [$key]")}
{_message(_OWN_BYE, retrans="500")}
<recv response="200" next="end" timeout="5000"/>
"""
    refused = f"""
{_nop("refused [$key]")}
{_respond(refuses_with, tag=True, retrans="500")}
<recv request="ACK" next="end"/>
"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<scenario name="answering">
<recv request="INVITE" rrs="true">
<action>
<ereg regexp="INVITE sip:([^@;]+)[@;]" search_in="msg" check_it="true" assign_to="whole,key"/>
<ereg regexp="sip:([^@;]+)@" search_in="hdr" header="From:" assign_to="from_whole,caller"/>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
<log message="[timestamp] rang [$key] [$caller] [call_id]"/>
</action>
</recv>
{ringing}
{wait}
<label id="decide"/>
{refused if refuses_with else accepted}
<label id="cancelled"/>
{_respond("200 OK")}
{_CANCELLED}
<recv request="ACK" timeout="5000"/>
<label id="end"/>
<nop><action><log message="[timestamp] idle [$key] [$whole] [$from_whole] [$from]"/></action></nop>
</scenario>
"""


_OWN_BYE = """\
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[$key]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To:[$from]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70"""

# A CANCEL's last_CSeq names CANCEL; the INVITE that it ends must be answered by its own name.
_CANCELLED = """<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
CSeq: [last_cseq_number] INVITE
Content-Length: 0

]]></send>"""
