"""The peer of the hand-off bench: Asterisk with nothing but its own ``Queue()``.

Set up as its manuals recommend for speed (autofill, members added at run time, one
second between tries, which is the least it accepts), with the same codec, music and
recording that our own dialplan asks for. It must not know anything of Third Ring but
how to run the same Asterisk program.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Self

from thirdring.asterisk.running import Program

MODULES = (
    *("app_queue", "app_mixmonitor", "app_stack", "bridge_simple", "bridge_native_rtp", "bridge_softmix"),
    *(
        "bridge_holding",
        "chan_pjsip",
        "codec_ulaw",
        "codec_alaw",
        "codec_resample",
        "format_pcm",
        "format_sln",
    ),
    *("format_wav", "func_callerid", "func_channel", "func_strings", "func_timeout", "pbx_config"),
    *("res_musiconhold", "res_pjproject", "res_pjsip", "res_pjsip_caller_id"),
    *("res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user", "res_pjsip_dtmf_info"),
    *("res_pjsip_nat", "res_pjsip_header_funcs", "res_pjsip_pubsub", "res_pjsip_sdp_rtp"),
    *("res_pjsip_session", "res_rtp_asterisk", "res_sorcery_astdb", "func_pjsip_aor", "func_pjsip_contact"),
    *("func_pjsip_endpoint", "func_devstate", "res_pjsip_authenticator_digest"),
    *("res_pjsip_outbound_authenticator_digest", "res_pjsip_rfc3326", "res_sorcery_config"),
    *("res_sorcery_memory", "res_timing_timerfd", "res_stasis", "res_crypto", "res_http_websocket"),
)


class QueuePeer:
    """One Asterisk in ``home`` whose extension ``line`` is ``Queue(bench)``."""

    name = "Queue()"

    def __init__(
        self,
        program: Program,
        home: Path,
        line: str,
        sip_port: int,
        phones_port: int,
        operators: int,
        music: Path,
    ) -> None:
        self._program = program
        self._home = home
        self._line = line
        self._music = music
        self.sip_port = sip_port
        self._phones_port = phones_port
        self._operators = operators
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Write the configuration, start Asterisk and wait until it has booted; raises ``RuntimeError``."""
        for folder in ("etc", "run", "log", "db", "spool", "keys"):
            (self._home / folder).mkdir(parents=True, exist_ok=True)
        for name, text in self._configuration().items():
            (self._home / "etc" / name).write_text(text)
        log = (self._home / "log" / "console").open("wb")
        argv = [*self._program.command, "-C", str(self._home / "etc" / "asterisk.conf"), "-f"]
        self._process = subprocess.Popen(argv, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while self.cli("core waitfullybooted").returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Asterisk does not start, see {self._home}/log/console")
            time.sleep(0.2)
        return self

    def ready(self) -> None:
        """All operators begin to take calls."""
        for number in range(1, self._operators + 1):
            self.cli(f"queue add member PJSIP/op{number} to bench")

    def cli(self, command: str) -> subprocess.CompletedProcess[bytes]:
        argv = [*self._program.command, "-C", str(self._home / "etc" / "asterisk.conf"), "-rx", command]
        return subprocess.run(argv, capture_output=True, timeout=30, check=False)

    def brain_cpu_s(self) -> float:
        """``Queue()`` decides within Asterisk: its share cannot be told apart."""
        return 0.0

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)

    def _configuration(self) -> dict[str, str]:
        home = self._home
        endpoints = "".join(
            f"[op{n}]\ntype=endpoint\naors=op{n}\ndisallow=all\nallow=ulaw\ndirect_media=no\ntimers=no\n"
            f"send_connected_line=no\ncontext=refuse\n"
            f"[op{n}]\ntype=aor\ncontact=sip:op{n}@127.0.0.1:{self._phones_port}\n"
            for n in range(1, self._operators + 1)
        )
        return {
            "asterisk.conf": (
                f"[directories]\nastetcdir={home}/etc\nastmoddir={self._program.modules}\n"
                f"astdatadir={self._program.data}\nastvarlibdir={self._program.data}\nastdbdir={home}/db\n"
                f"astkeydir={home}/keys\nastrundir={home}/run\nastlogdir={home}/log\nastspooldir={home}/spool\n"
                "[options]\nmaxfiles=65000\n"
            ),
            "modules.conf": "[modules]\nautoload=no\n" + "".join(f"load={name}.so\n" for name in MODULES),
            "logger.conf": "[logfiles]\nmessages=>warning,error\n",
            "rtp.conf": "[general]\nrtpstart=30000\nrtpend=39999\n",
            "musiconhold.conf": f"[default]\nmode=files\ndirectory={self._music}\n",
            "queues.conf": (
                "[general]\nautofill=yes\n[bench]\nstrategy=leastrecent\ntimeout=15\nretry=1\nwrapuptime=0\n"
                "ringinuse=no\njoinempty=yes\nleavewhenempty=no\nannounce-frequency=0\nmusicclass=default\n"
            ),
            "extensions.conf": (
                f"[calls]\nexten=>{self._line},1,Answer(,i)\n same=>n,MixMonitor(${{UNIQUEID}}.raw,bD)\n"
                " same=>n,Queue(bench)\n same=>n,Hangup()\n[refuse]\nexten=>_X.,1,Hangup(21)\n"
            ),
            "pjsip.conf": (
                "[global]\ntype=global\nendpoint_identifier_order=username,ip\n"
                f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{self.sip_port}\n"
                "[callers]\ntype=endpoint\ncontext=calls\ndisallow=all\nallow=ulaw\ndirect_media=no\ntimers=no\n"
                "send_connected_line=no\n[callers]\ntype=identify\nendpoint=callers\nmatch=127.0.0.1\n"
                + endpoints
            ),
        }
