"""The provider: does it know us, are the lines ours, and do texts to them come here?"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from app.doctor.database import check_skew, is_there
from app.doctor.findings import Finding, fail, ok, warn
from app.services import Services
from app.time import system_clock
from storage.readiness import read_readiness
from telephony.account import AccountState, OwnedNumber
from telephony.provider import ProviderError
from telephony.twilio_provider import TwilioProvider
from telephony.webhooks import SMS_PATH

CREDENTIALS = frozenset({"20003"})


def check_provider(services: Services, now: datetime) -> Iterator[Finding]:
    """Ask the provider about the account and each line's number."""
    settings = services.settings
    provider = TwilioProvider(
        settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_api_url
    )
    try:
        account = provider.read_account()
    except ProviderError as error:
        yield _refused(error)
        return
    finally:
        provider.close()
    yield from _check_account(account)
    if account.at is not None:
        yield check_skew(account.at - system_clock(), "the provider")
    for number in _lines(services, now):
        yield from _check_number(number, account, settings.public_url + SMS_PATH)


def _refused(error: ProviderError) -> Finding:
    if error.code in CREDENTIALS:
        return fail(
            "The provider does not know these credentials.",
            "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the first page of its console.",
        )
    return fail(
        f"The provider could not be asked: {error.reason}.",
        "Check that this machine reaches https://api.twilio.com, and the provider's own status page.",
    )


def _check_account(account: AccountState) -> Iterator[Finding]:
    if account.status != "active":
        yield fail(
            f"The account at the provider is {account.status}: no text goes.",
            "Ask the provider why; often a payment is missing.",
        )
    elif account.trial:
        yield fail(
            "The account at the provider is a trial: it reaches only numbers that you confirmed there.",
            "Upgrade the account before parents rely on it.",
        )
    else:
        yield ok("The provider knows these credentials, and the account is active.")


def _lines(services: Services, now: datetime) -> list[str]:
    """The schools' numbers; none while the database cannot tell, which is said elsewhere."""
    if not is_there(services.settings):
        return []
    try:
        with services.database.read() as db:
            schools = read_readiness(db, now.date())
    except SQLAlchemyError:
        return []
    return sorted({number for school in schools for number in school.lines})


def _check_number(number: str, account: AccountState, address: str) -> Iterator[Finding]:
    owned = next((each for each in account.numbers if each.number == number), None)
    if owned is None:
        yield fail(
            f"The line {number} is not a number of this account.",
            "Buy it or move it there, or correct the line in the school's files and import again.",
        )
        return
    if not owned.can_text:
        yield fail(f"The line {number} cannot take texts.", "Choose a UK number that can, at the provider.")
    yield _check_address(owned, address)


def _check_address(owned: OwnedNumber, address: str) -> Finding:
    do = f"There, open {owned.number} and set “A message comes in” to Webhook, {address}, HTTP POST."
    if owned.by_application:
        return warn(f"An application at the provider decides where texts to {owned.number} go.", do)
    if owned.sms_url != address or owned.sms_method.upper() != "POST":
        where = f"{owned.sms_method} {owned.sms_url}" if owned.sms_url else "nowhere"
        return fail(f"Texts to {owned.number} go to {where}, not here: no report arrives.", do)
    return ok(f"Texts to {owned.number} come here.")
