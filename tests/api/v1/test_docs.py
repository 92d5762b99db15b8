"""The interface can be read and tried in a browser, with nothing from anywhere else."""

import re


def test_the_page_takes_everything_from_this_server(browsers):
    """Scripts and styles are files of ours or of a package; nothing is inline, nothing foreign."""
    for lang, title in (("zh", "接口说明"), ("en", "Programming interface")):
        browser = browsers(lang)
        page = browser.get("/api/v1/docs")
        assert page.status_code == 200
        assert title in page.text
        assert re.findall(r"<script(?![^>]* src=)", page.text) == []
        links = re.findall(r'(?:src|href|data-document)="([^"]+)"', page.text)
        assert len(links) >= 5
        for link in links:
            assert link.startswith("/")
            assert browser.get(link).status_code == 200, link
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy


def test_only_its_own_parts_are_served(browser):
    """No other file of the package, nor of the computer."""
    for name in ("redoc.standalone.js", "..%2F__init__.py", "%2Fetc%2Fpasswd"):
        assert browser.get(f"/api/v1/docs/{name}").status_code in (404, 422)


def test_parts_are_kept_by_the_browser(browser):
    """A megabyte of script is fetched once a day, with its right type."""
    answer = browser.get("/api/v1/docs/swagger-ui-bundle.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert "max-age" in answer.headers["cache-control"]
