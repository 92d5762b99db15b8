"""A draft begun by one click, and ways to fill it in."""

import pytest

from tests.api.assessments.forms import form_of

MILL = {
    "name": "示例·测试纺织有限公司",
    "employees": "320",
    "revenue": "8600",
    "processes": ["dyeing", "garment"],
    "fictional": "true",
}


class Firm:
    """A firm at a browser with its draft."""

    def __init__(self, browser, form="full", **facts):
        """Start a draft and fill in the page about the firm."""
        start = form_of(browser.get("/"), "/start").set("form", form)
        self.browser = browser
        page = start.send(browser)
        self.path = page.url.path.removesuffix("/profile")
        self.id = self.path.rpartition("/")[2]
        profile = form_of(page, "/profile")
        for fact, value in {**MILL, **facts}.items():
            profile.set(fact, *([value] if isinstance(value, str) else value))
        self.profiled = profile.send(browser)

    def practice(self, practice, browser=None):
        """The page of a section."""
        return (browser or self.browser).get(f"{self.path}/practices/{practice}")

    def form(self, practice, browser=None):
        """The form of a section as it is shown now."""
        return form_of(self.practice(practice, browser), practice)

    def answer(self, practice, **fields):
        """Fill in fields (``listed`` for ``<practice>.listed``) and save."""
        form = self.form(practice)
        for name, value in fields.items():
            form.set(f"{practice}.{name}", *([value] if isinstance(value, str) else value))
        return form.send(self.browser)

    def get(self, path=""):
        """A page of the draft."""
        return self.browser.get(f"{self.path}{path}")


@pytest.fixture
def firms():
    """Make firms: ``firms(browser, form="quick", name="…")``."""
    return Firm


@pytest.fixture
def firm(browser):
    """A fictional dyeing mill that also makes garments, with an empty full form."""
    return Firm(browser)
