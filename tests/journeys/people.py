"""What people do in a browser, in the words of the pages."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from api.kit.i18n import page_words

__all__ = ["DESKTOP", "PHONE", "Person"]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
_PATIENCE = 15_000  # milliseconds; the computer may be busy


class Person:
    """Somebody at a browser of their own, with a language and a screen."""

    def __init__(
        self, browser: Browser, address: str, *, lang: str = "zh", screen: dict[str, int] = PHONE,
        script: bool = True,
    ) -> None:  # fmt: skip
        """Open a browser that knows nothing of anybody else."""
        self.words = page_words(lang)
        self.script = script
        self.address = address
        self.context: BrowserContext = browser.new_context(
            viewport=screen, locale=self.words.tag, java_script_enabled=script,
            bypass_csp=script, base_url=address, accept_downloads=True,
        )  # fmt: skip
        self.context.set_default_timeout(_PATIENCE)
        self.page: Page = self.context.new_page()
        self.failures: list[str] = []
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(path)

    @property
    def path(self) -> str:
        """Where this person is."""
        return self.page.url.removeprefix(self.address).partition("?")[0].partition("#")[0]

    def press(self, label: str, **values: object) -> None:
        """Press the (first) button with a label, or follow the link."""
        text = self.words(label, **values)
        found = self.page.get_by_role("button", name=text).or_(
            self.page.get_by_role("link", name=text)
        )
        found.first.click()

    def reads(self, text: str) -> Locator:
        """The first place where a text stands."""
        return self.page.get_by_text(text).first

    def start(self, form: str = "quick", **facts: str) -> str:
        """Start a draft of a fictional garment maker; return its path."""
        self.go("/")
        self.page.locator(f"button[value={form}]").click()
        draft = self.path.removesuffix("/profile")
        chosen = {"name": "示例·旅程服饰有限公司", "employees": "45", "revenue": "1680", **facts}
        for fact, value in chosen.items():
            self.page.locator(f"#{fact}").fill(value)
        self.page.locator("[name=processes][value=garment]").check()
        self.page.locator("#fictional").check()
        self.press("firm.save")
        assert self.path == draft
        return draft

    def box(self, question: str) -> Locator:
        """The box of a question."""
        return self.page.locator(f'[id="q-{question}"]')

    def field(self, name: str) -> Locator:
        """A field by its name."""
        return self.page.locator(f'[name="{name}"]')

    def choose(self, question: str, value: str) -> None:
        """Choose an option of a question."""
        self.page.locator(f'[name="{question}"][value="{value}"]').check()

    def saved(self) -> None:
        """Wait until the page says that all is saved."""
        self.page.locator("[data-saved]", has_text=self.words("fill.saved")).wait_for()

    def save(self) -> None:
        """Press the main button of a section."""
        self.page.locator(".save-bar button").first.click()

    def close(self) -> None:
        """Leave."""
        with suppress(Exception):  # the browser may be gone already
            self.context.close()
