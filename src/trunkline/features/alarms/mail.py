"""Alarms by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

import aiosmtplib

from trunkline.features.alarms.channels import Channels
from trunkline.features.alarms.outcome import Undelivered
from trunkline.features.kit import csv
from trunkline.features.kit.texts import Texts

TIMEOUT_S = 15.0


async def send_mail(channels: Channels, to: str, subject: str, text: str, now: int) -> None:
    """Hand one mail to the company's server. Raises Undelivered."""
    if not channels.host or not channels.sender:
        raise Undelivered("alarm.mail_not_set_up", final=True)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = channels.sender, to, subject
    message["Date"] = formatdate(now / 1000)
    message["Message-ID"] = make_msgid(domain=channels.sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        await aiosmtplib.send(
            message,
            hostname=channels.host,
            port=channels.port,
            username=channels.username or None,
            password=channels.secret or None,
            use_tls=channels.security == "tls",
            start_tls=channels.security == "starttls",
            timeout=TIMEOUT_S,
        )
    except aiosmtplib.SMTPAuthenticationError as error:
        raise Undelivered("alarm.mail_sign_in", str(error.code)) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [refused.code for refused in error.recipients]
        raise Undelivered("alarm.mail_refused", str(codes[0]), final=all(code >= 500 for code in codes)) from error
    except aiosmtplib.SMTPResponseException as error:
        raise Undelivered("alarm.mail_refused", str(error.code), final=error.code >= 500) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        raise Undelivered("alarm.mail_unreachable", type(error).__name__) from error


def mail_text(texts: Texts, language: str, timezone: str, told: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """(subject, text) of a mail about one alarm or several."""

    def say(code: str, **params: object) -> str:
        return texts.say(language, code, params)

    last = told[-1]
    subject = say("alarm_mail.subject", about=say(f"alarm_about.{last['about']}"), name=last["name"])
    if len(told) > 1:
        subject = say("alarm_mail.subject_many", name=last["name"], count=len(told))
    lines = []
    for one in told:
        unit = say(f"alarm_unit.{one['figure']}")
        value = say("alarm_mail.no_value") if one["value"] is None else f"{_number(one['value'])}{unit}"
        where = one["subject_name"] or say("alarm_mail.all")
        lines += [
            say(
                "alarm_mail.head",
                at=csv.local_time(one["at"], timezone),
                about=say(f"alarm_about.{one['about']}"),
                severity=say(f"alarm_severity.{one['severity']}"),
            ),
            say(
                "alarm_mail.line",
                figure=say(f"alarm_figure.{one['figure']}"),
                where=where,
                value=value,
                threshold=f"{_number(one['threshold'])}{unit}",
            ),
            "",
        ]
    return subject, "\n".join([last["name"], "", *lines, say("alarm_mail.foot")]) + "\n"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
