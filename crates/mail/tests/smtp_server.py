#!/usr/bin/env python3
"""A real SMTP server on the loopback for the stories: AUTH, STARTTLS or TLS, mails as files.

smtp_server.py FOLDER MODE [CERT KEY]     MODE: starttls, tls or plain
Debian package: python3-aiosmtpd. Prints its port, serves until its standard input ends.
Refuses recipients that begin with "khongco" (550) and puts off those that begin with "doi" (451).
"""
import email
import email.policy
import json
import os
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

folder, mode = sys.argv[1], sys.argv[2]


class Box:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("khongco"):
            return "550 5.1.1 no such user"
        if address.startswith("doi"):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Box.count += 1
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = {
            "said": f"{read['subject']}\n\n{read.get_content()}",
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "tls": session.ssl is not None or mode == "tls",
            "user": getattr(session, "auth_data", None) is not None,
            "text": envelope.content.decode("utf-8"),
        }
        place = os.path.join(folder, f"{Box.count:04}.json")
        with open(place + ".new", "w", encoding="utf-8") as out:
            json.dump(mail, out)
        os.rename(place + ".new", place)
        return "250 OK"


def sign_in(server, session, envelope, mechanism, data):
    fits = data.login == b"caunoi" and data.password == "mật khẩu máy chủ".encode()
    return AuthResult(success=fits, handled=fits, auth_data="caunoi" if fits else None)




with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
more = {}
if mode != "plain":
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    more = {"auth_required": True, "authenticator": sign_in}
    if mode == "tls":
        more |= {"ssl_context": context, "auth_require_tls": False}
    else:
        more |= {"tls_context": context, "require_starttls": True}
controller = Controller(Box(), hostname="127.0.0.1", port=port, **more)
controller.start()
print(port, flush=True)
sys.stdin.read()
controller.stop()
