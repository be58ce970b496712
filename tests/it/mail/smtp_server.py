"""A mail server on a private port that behaves as its arguments say.

    smtp_server.py take                takes every mail
    smtp_server.py refuse 451 2        answers so to the first two mails, then takes them
    smtp_server.py hang 1              does not answer the first mail, then takes them
    smtp_server.py swallow 1           takes the first mail without ever saying so, then takes them

It says "listening <port>" and then, for each mail, one line of JSON with what it did and what stood in it.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


class Clerk:
    def __init__(self, conduct, code, times):
        self.conduct, self.code, self.times = conduct, code, times

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        deed = self.conduct if self.times > 0 else "take"
        self.times -= 1
        tell({
            "deed": deed,
            "id": message["Message-ID"],
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": message["Subject"],
            "body": message.get_content(),
        })
        if deed == "refuse":
            return f"{self.code} not now <{envelope.rcpt_tos[0]}>"
        if deed != "take":
            await asyncio.Event().wait()
        return "250 taken"


def tell(line):
    print(json.dumps(line), flush=True)


async def serve(conduct, numbers):
    code, times = (numbers if len(numbers) == 2 else [250, *numbers, 0])[:2]
    clerk = Clerk(conduct, code, times)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(clerk, hostname="mail.test", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(sys.argv[1], [int(number) for number in sys.argv[2:]]))
