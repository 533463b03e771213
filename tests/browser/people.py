"""People as the site meets them: each with a browser of their own, doing what a person does there."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from stageslot.embedded.processes import wait_until
from tests.running_site import RunningSite

PASSWORD = "an-honest-passphrase"
A_CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", re.MULTILINE)
MAIL_PATIENCE = 60


@dataclass
class Person:
    """Somebody with a browser. Everything goes through what stands on the page, found by its visible name."""

    name: str
    site: RunningSite
    context: BrowserContext

    def __post_init__(self):
        self.page: Page = self.context.new_page()
        self.email = f"{self.name.split()[0].lower()}@example.org"

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, path: str) -> Response:
        return self.page.goto(path if "://" in path else self.site.url + path)

    def reads(self, text: str | re.Pattern) -> None:
        """The page says this, now or in a moment."""
        expect(self.main).to_contain_text(text)

    def fill(self, **fields: str) -> None:
        """By the beginning of each label, underscores for spaces."""
        for label, value in fields.items():
            self.field(label.replace("_", " ")).fill(value)

    def field(self, label: str) -> Locator:
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("button", name=name, exact=True).first.click()

    def unfold(self, heading: str) -> None:
        """Open the part of the page with this heading, if it is folded."""
        part = self.main.locator("details", has=self.page.locator("summary", has_text=heading))
        if part.get_attribute("open") is None:
            part.locator("summary").click()

    def follow(self, name: str) -> None:
        self.main.get_by_role("link", name=name).first.click()

    def submit(self, name: str) -> int:
        """Press a button that loads a page, and tell the status of the answer."""
        with self.page.expect_response(lambda response: response.request.method == "POST") as answer:
            self.press(name)
        return answer.value.status

    def mail(self, subject: str) -> str:
        """The text of the newest mail with this in its subject, as soon as the worker has delivered it.

        Asked for by API: to draw the page of all mails until it has come took seconds of a processor.
        """
        assert wait_until(lambda: self._mails(subject), seconds=MAIL_PATIENCE, every=0.2), subject
        return self._mails(subject)[0]

    def _mails(self, subject: str) -> list[str]:
        answer = self.context.request.get(f"{self.site.url}/api/v1/dev/mail", params={"to": self.email})
        return [mail["text"] for mail in answer.json()["items"] if subject.lower() in mail["subject"].lower()]

    def enter_code(self, subject: str, button: str = "Confirm") -> None:
        """The code from the mail into the page that waits for it."""
        self.field("Code").fill(A_CODE.search(self.mail(subject))[1])
        self.press(button)

    def sign_up(self) -> None:
        """Name, email and password on the page that asks for them, then the code that comes by mail."""
        self.fill(Email=self.email, Password=PASSWORD, **{"Your name": self.name})
        self.press("Join")
        self.enter_code("Confirm")

    def arrive(self) -> None:
        """Sign up at the front door, with one's name."""
        self.open("/account/signup/")
        self.sign_up()
        self.reads("What brings you here?")
        self.open("/you/")
        expect(self.main.get_by_role("heading", level=1)).to_have_text(self.name)

    def sign_in_by_code(self) -> None:
        self.open("/account/login/")
        self.follow("Email me a code")
        self.fill(Email=self.email)
        self.press("Send code")
        self.enter_code("Sign-In Code", "Sign in")

    def sign_out(self) -> None:
        self.page.get_by_label("Menu").click()
        self.page.get_by_role("button", name="Sign out").click()

    def join(self, link: str, instrument: str) -> None:
        """Through an invite link, signing up on the way, and with one's word that the band may promise one's time."""
        self.open(link)
        self.follow("I am new here")
        self.sign_up()
        self.fill(What_do_you_play=instrument)
        expect(self.field("Band can book me when I’m free")).to_be_checked()
        self.main.get_by_role("button", name=re.compile("^Join")).click()
        expect(self.page).to_have_url(re.compile("/bands/"))

    def make_band(self, name: str, instrument: str) -> str:
        """Returns its slug."""
        self.open("/bands/new/")
        self.fill(Name=name, What_do_you_play=instrument, City="Hamburg, Germany")
        self.press("Create band")
        expect(self.page).to_have_url(re.compile("/bands/(?!new/)"))
        return self.page.url.split("/")[-2]

    def invite(self, slug: str, people: int) -> str:
        """Returns the link."""
        self.open(f"/parties/{slug}/team/")
        self.fill(How_many_uses=str(people))
        self.press("Create invite link")
        return self.secret()

    def secret(self) -> str:
        """What the page shows only now."""
        return self.page.locator("#secret").input_value()
